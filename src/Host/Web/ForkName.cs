using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Web;

/// <summary>
/// The name of a fork that nobody named: what it changes, and where it leaves. Pure, so that a request that is repeated
/// names the same branch again, and two forks that would train the same are one.
/// </summary>
internal static class ForkName
{
    private const int MostParts = 3;

    /// <summary>The name: <c>peak-1e-3-at-400</c>, <c>fork-400</c>.</summary>
    /// <param name="run">The run's spec.</param>
    /// <param name="branch">The branch to fork from.</param>
    /// <param name="atStep">The step of its checkpoint.</param>
    /// <param name="changed">The spec with the fork's changes.</param>
    public static string Of(RunSpec run, string branch, long atStep, RunSpec changed)
    {
        var changes = SpecChanges.Between(run, changed);
        var keys = SpecChanges.Keys(run, changed).Select(LastOf).ToLookup(key => key);
        var parts = changes.Take(MostParts).Select(change => $"{Key(change.Key, keys)}-{Value(change.New)}").ToList();
        var from = branch == River.Main ? "" : $"-from-{branch}";
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{(parts.Count == 0 ? "fork" : string.Join("-", parts))}{from}{(parts.Count == 0 && from == "" ? ""
                : "-at")}-{atStep}");

        // What is left out, or written otherwise than it was said, is told apart by a mark of all that was asked.
        return changes.Count <= MostParts && name.Length <= Longest(changed)
            && changes.All(change => IsSaidWhole(change.New))
            ? name
            : Marked(name, Longest(changed),
                [branch, $"{atStep}", .. changes.Select(change => $"{change.Key}={change.New}")]);
    }

    /// <summary>
    /// The leaves of a fork are called after it, with <c>-budget-</c> and a number, and a name has at most 64 letters.
    /// There is always room for ten digits, so that the name does not change with a budget that has fewer.
    /// </summary>
    private static int Longest(RunSpec changed) =>
        64 - "-budget-".Length - Math.Max(
            10, changed.Budgets.DefaultIfEmpty().Max().ToString(CultureInfo.InvariantCulture).Length);

    private static string LastOf(string key) => key.Split('.')[^1];

    /// <summary>The last word of a key, unless other keys end in it as well.</summary>
    private static string Key(string key, ILookup<string, string> keys) =>
        Plain(keys[LastOf(key)].Count() == 1 ? LastOf(key) : key.Replace('.', '-'));

    private static string Value(string? value) => Plain(Short(value ?? "unset"));

    private static bool IsSaidWhole(string? value) => value is not null && Plain(Short(value)) == Short(value);

    private static string Short(string value) => NamePart.Brief(value);

    private static string Plain(string text) => NamePart.Plain(text) is { Length: > 0 } some ? some : "x";

    private static string Marked(string name, int longest, IEnumerable<string> asked)
    {
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', asked))))[..6];

        return $"{name[..Math.Min(name.Length, longest - mark.Length - 1)].TrimEnd('-', '.', '_')}-{mark}";
    }
}
