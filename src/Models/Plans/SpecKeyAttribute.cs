namespace Riverrun.Models.Plans;

/// <summary>
/// What a spec's key has beside its type, its <c>[Range]</c> and its default, where a parameter of a record is read
/// from it. Without it the key is the parameter's name in kebab-case.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SpecKeyAttribute : Attribute
{
    /// <summary>The unit that the value of a size has, such as <c>8MiB</c>.</summary>
    public const string Bytes = "bytes";

    /// <summary>
    /// Where the key lies, from the section of the record: <c>decay.shape</c>; empty for the keys of a record that lie
    /// in the section itself. Not for the settings of an objective, which are stored by their names.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>What it is measured in, for people: <c>steps</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// A static method of the record that gives the default; its parameters are named as those of the constructor, and
    /// null is no default. Its summary says what the default is.
    /// </summary>
    public string? DefaultFrom { get; init; }
}
