using System.Text.Json.Serialization;

namespace Riverrun.Models.Training;

/// <summary>What a column of numbers is: everything that a table, a chart or an export needs to know of it.</summary>
/// <param name="Name">Its name, in lower-case letters, digits and dashes: <c>max-logit</c>.</param>
/// <param name="Unit">Its unit as people write it, such as <c>nats/token</c> or <c>%</c>; empty where it has
/// none.</param>
/// <param name="Better">Which way is up.</param>
public sealed record Figure(string Name, string Unit = "", Better Better = Better.Neither)
{
    /// <summary>
    /// Whether <paramref name="left"/> is better than <paramref name="right"/>; never where neither way is.
    /// </summary>
    public bool IsBetter(double left, double right) => Better switch
    {
        Better.Lower => left < right,
        Better.Higher => left > right,
        _ => false,
    };
}

/// <summary>Which way a figure improves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Better>))]
public enum Better
{
    /// <summary>It describes; nobody wants more or less of it.</summary>
    [JsonStringEnumMemberName("neither")] Neither,

    /// <summary>The lower, the better: a loss.</summary>
    [JsonStringEnumMemberName("lower")] Lower,

    /// <summary>The higher, the better: an accuracy.</summary>
    [JsonStringEnumMemberName("higher")] Higher,
}
