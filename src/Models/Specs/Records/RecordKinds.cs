using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Specs.Records;

/// <summary>
/// The names that a family of records and an enumeration have in a spec: those that they have in JSON.
/// </summary>
internal static class RecordKinds
{
    /// <summary>Whether a type is a family of records that a key named <c>kind</c> tells apart.</summary>
    public static bool IsFamily(Type type) => type.IsAbstract && type.IsDefined(typeof(JsonDerivedTypeAttribute));

    /// <summary>The kinds of a family by their names, in the order in which it lists them.</summary>
    public static IReadOnlyDictionary<string, Type> Of(Type family) =>
        family.GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(kind => (string)kind.TypeDiscriminator!, kind => kind.DerivedType);

    /// <summary>The name of a kind.</summary>
    public static string NameOf(Type family, Type kind) => Of(family).Single(named => named.Value == kind).Key;

    /// <summary>The members of an enumeration by their names, in order.</summary>
    public static IReadOnlyDictionary<string, object> Members(Type enumeration) => enumeration
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(
            field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                ?? JsonNamingPolicy.KebabCaseLower.ConvertName(field.Name),
            field => field.GetValue(null)!);

    /// <summary>The name of a member of an enumeration.</summary>
    public static string NameOf(object member) =>
        Members(member.GetType()).Single(named => named.Value.Equals(member)).Key;

    /// <summary>
    /// What a spec writes for a record: the name of its kind alone where that is enough, otherwise the keys that must
    /// be there.
    /// </summary>
    public static string Example(Type record, string? kind = null)
    {
        List<string> needed =
        [
            .. RecordKey.Of(record).Where(key => !key.HasDefault && key.DefaultMethod is null)
            .Select(key => $"{key.Path} = …"),
        ];

        return needed.Count > 0 ? $"{{ {(kind is null ? "" : $"kind = {kind}, ")}{string.Join(", ", needed)} }}"
            : kind ?? "keys and values between braces";
    }
}
