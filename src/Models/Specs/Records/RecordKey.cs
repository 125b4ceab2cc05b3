using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Specs.Records;

/// <summary>A key of a spec: a parameter of a record's constructor.</summary>
internal sealed class RecordKey
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RecordKey>> Known = new();

    private RecordKey(ParameterInfo parameter)
    {
        var key = parameter.GetCustomAttribute<SpecKeyAttribute>();
        var written = parameter.GetCustomAttribute<DefaultValueAttribute>();

        Parameter = parameter;
        Path = key?.Path ?? JsonNamingPolicy.KebabCaseLower.ConvertName(parameter.Name ?? "");
        Range = new NumberRange(parameter.GetCustomAttribute<RangeAttribute>());
        Unit = key?.Unit;
        HasDefault = written is not null || parameter.HasDefaultValue;
        Default = written is not null ? written.Value : parameter.HasDefaultValue ? parameter.DefaultValue : null;
        DefaultMethod = key?.DefaultFrom is { } name ? MethodOf(parameter, name) : null;
    }

    /// <summary>The parameter.</summary>
    public ParameterInfo Parameter { get; }

    /// <summary>
    /// The key, from the section of the record; empty where a record's keys lie in that section itself.
    /// </summary>
    public string Path { get; }

    /// <summary>Its type; of one that may be null, the type that it has otherwise.</summary>
    public Type Type => Nullable.GetUnderlyingType(Parameter.ParameterType) ?? Parameter.ParameterType;

    /// <summary>What a number must lie in.</summary>
    public NumberRange Range { get; }

    /// <summary>What it is measured in, for people.</summary>
    public string? Unit { get; }

    /// <summary>Whether it may be left out whatever the other keys say.</summary>
    public bool HasDefault { get; }

    /// <summary>Its default; of a family of records the name of the kind.</summary>
    public object? Default { get; }

    /// <summary>What computes its default from other keys.</summary>
    public MethodInfo? DefaultMethod { get; }

    /// <summary>The keys of a record: the parameters of its longest public constructor, in order.</summary>
    public static IReadOnlyList<RecordKey> Of(Type record) => Known.GetOrAdd(
        record, static type => [.. ConstructorOf(type).GetParameters().Select(parameter => new RecordKey(parameter))]);

    /// <summary>What makes a record.</summary>
    public static ConstructorInfo ConstructorOf(Type record) =>
        record.GetConstructors().MaxBy(made => made.GetParameters().Length)
        ?? throw new NotSupportedException(
            $"{record.Name} has no public constructor, whose parameters would be its keys.");

    /// <summary>What a record has under this key.</summary>
    public object? ValueOf(object record) => record.GetType().GetProperty(
        Parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.GetValue(record);

    private static MethodInfo MethodOf(ParameterInfo parameter, string name) =>
        parameter.Member.DeclaringType!.GetMethod(
            name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        ?? throw new NotSupportedException($"{parameter.Member.DeclaringType.Name} has no static method {name}.");
}
