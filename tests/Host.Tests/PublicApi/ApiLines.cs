using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Riverrun.Host.Tests.PublicApi;

/// <summary>The public members of a type, or of all types of an assembly, a line each, sorted.</summary>
internal static class ApiLines
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly;

    /// <summary>What the compiler gives every record.</summary>
    private static readonly string[] OfRecords =
        ["Equals", "GetHashCode", "ToString", "Deconstruct", "PrintMembers", "EqualityContract"];

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type.Namespace is not null).SelectMany(Of)
            .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Of(Type type) =>
        type.GetMembers(Declared).Where(member => !IsByCompiler(member)).Select(member => Line(type, member))
            .OfType<string>()
            .Append($"{TypeWords.Full(type)} : {TypeWords.Kind(type)}")
            .Order(StringComparer.Ordinal);

    private static bool IsByCompiler(MemberInfo member) =>
        member.Name.StartsWith('<')
        || (member.DeclaringType is { } owner && TypeWords.IsRecord(owner)
            && (IsCopy(owner, member) || OfRecords.Contains(member.Name)
                || member.Name.StartsWith("op_", StringComparison.Ordinal))
            && (member.IsDefined(typeof(CompilerGeneratedAttribute))
                || member.Name is "ToString" or "Equals" or "GetHashCode"));

    private static bool IsCopy(Type record, MemberInfo member) =>
        member is ConstructorInfo made && made.GetParameters() is [var only] && only.ParameterType == record;

    private static string? Line(Type type, MemberInfo member)
    {
        var name = $"{TypeWords.Full(type)}.";

        return member switch
        {
            FieldInfo { IsSpecialName: false } field when IsSeen(field.Attributes) => Line(name, field),
            PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsSeen) => Line(name, property),
            ConstructorInfo { IsStatic: false } made when IsSeen(made) && !type.IsSubclassOf(typeof(Delegate)) =>
                $"{name}{TypeWords.Plain(type.Name)}({Parameters(made)}) : {Words(made)}".TrimEnd(' ', ':'),
            MethodInfo method when IsSeen(method)
                && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
                $"{name}{method.Name}{TypeWords.Arguments(method.GetGenericArguments())}({Parameters(method)}) : "
                    + $"{Words(method)}"
                + TypeWords.Of(method.ReturnParameter),
            EventInfo { AddMethod: { } add } happening when IsSeen(add) => $"{name}{happening.Name} : event",
            _ => null,
        };
    }

    private static string Line(string name, FieldInfo field) => field.IsLiteral
        ? $"{name}{field.Name} = {Value(field.GetRawConstantValue())} : "
            + $"{(field.DeclaringType!.IsEnum ? "member" : $"const {TypeWords.Of(field.FieldType)}")}"
        : $"{name}{field.Name} : "
            + $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeWords.Of(field)}";

    private static string Line(string name, PropertyInfo property)
    {
        var seen = property.GetAccessors(nonPublic: true).Where(IsSeen).ToList();
        var accessors = seen.Select(accessor =>
            accessor.ReturnType != typeof(void) ? "get;"
            : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
            ? "init;" : "set;");
        var index = property.GetIndexParameters() is { Length: > 0 } keys
            ? $"[{string.Join(", ", keys.Select(TypeWords.Named))}]" : "";

        return $"{name}{property.Name}{index} : {Words(seen[0])}{TypeWords.Of(property)} {{ "
            + $"{string.Join(' ', accessors)} }}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        TypeWords.Named(parameter) + (parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "")));

    private static string Words(MethodBase method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "")
        + (method.IsStatic ? "static " : "")
        + (method.DeclaringType is { IsInterface: true } || !method.Attributes.HasFlag(MethodAttributes.NewSlot)
            || method.IsFinal ? ""
            : method.IsAbstract ? "abstract "
            : method.IsVirtual ? "virtual " : "");

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static bool IsSeen(MethodBase method) => method.IsPublic
        || ((method.IsFamily || method.IsFamilyOrAssembly) && method.DeclaringType is { IsSealed: false });

    private static bool IsSeen(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public;
}
