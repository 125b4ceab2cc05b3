using System.Reflection;

namespace Riverrun.Host.Tests.PublicApi;

/// <summary>Types as C# writes them.</summary>
internal static class TypeWords
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null
        || (type.IsValueType
            && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);

    public static string Kind(Type type)
    {
        var bases = new[] { type.BaseType }.Concat(
            type.GetInterfaces().Where(face => face.IsPublic || face.IsNestedPublic))
            .OfType<Type>()
            .Where(known =>
                known.Namespace?.StartsWith("System", StringComparison.Ordinal) != true || known == typeof(IDisposable))
            .Select(Of).Order(StringComparer.Ordinal).ToList();
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
            : type.IsValueType ? IsRecord(type) ? "record struct" : "struct"
            : (type.IsAbstract && type.IsSealed
                ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")
                + (IsRecord(type) ? "record" : "class");

        return bases.Count == 0 ? kind : $"{kind}, {string.Join(", ", bases)}";
    }

    public static string Full(Type type) =>
        type.DeclaringType is { } owner ? $"{Full(owner)}.{Of(type)}" : $"{type.Namespace}.{Of(type)}";

    public static string Plain(string name) => name.Split('`')[0];

    public static string Arguments(IReadOnlyCollection<Type> types) => types.Count == 0
        ? "" : $"<{string.Join(", ", types.Select(Of))}>";

    public static string Of(Type type) =>
        Keywords.TryGetValue(type, out var word) ? word
        : Nullable.GetUnderlyingType(type) is { } some ? $"{Of(some)}?"
        : type.IsArray ? $"{Of(type.GetElementType()!)}[]" // An array has one.
        : type.IsByRef ? Of(type.GetElementType()!) // So has a reference.
        : type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({string.Join(", ", type.GetGenericArguments().Select(Of))})"
        : Plain(type.Name) + Arguments(type.GetGenericArguments());

    public static string Of(FieldInfo field) => With(Nullability.Create(field), field.FieldType);

    public static string Of(PropertyInfo property) => With(Nullability.Create(property), property.PropertyType);

    public static string Of(ParameterInfo parameter) => With(Nullability.Create(parameter), parameter.ParameterType);

    public static string Named(ParameterInfo parameter) =>
        (parameter.ParameterType.IsByRef ? parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref " : "")
        + (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{Of(parameter)} {parameter.Name}";

    private static string With(NullabilityInfo info, Type type) =>
        Of(type) + (info.ReadState == NullabilityState.Nullable && Nullable.GetUnderlyingType(type) is null ? "?" : "");
}
