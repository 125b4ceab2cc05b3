using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Runs;

/// <summary>In what the forks of a run differ from it, by the keys that people write. Pure.</summary>
internal static class ForkViews
{
    /// <summary>Where a stored field is written under another key than its own.</summary>
    private static readonly (string Stored, string Written)[] Renamed =
    [
        ("workloads.main.", ""),
        ("learning-rate.decay-shape", "learning-rate.decay.shape"),
        ("learning-rate.decay-length.", "learning-rate.decay."),
        ("batch.size", "data.batch"),
        ("batch.accumulation-steps", "data.accumulation-steps"),
        ("memory-bytes", "memory"),
        (".type", ".kind"),
    ];

    /// <summary>Specs do not change, and whoever watches a run asks five times a second.</summary>
    private static readonly ConditionalWeakTable<RunSpec, Dictionary<string, string>> Fields = [];

    /// <summary>The forks in the order in which they were made.</summary>
    public static IReadOnlyList<ForkView> Of(RunState state) =>
    [
        .. from river in state.Rivers.Skip(1)
           where state.Removed?.Contains(river.Name) != true
           let start = river.Start as BranchStart.FromCheckpoint
           where start is not null // A merge is no fork.
           select new ForkView(river.Name, start.Branch, start.AtStep, [.. Changes(state, river.Spec, start.AtStep)]),
    ];

    private static IEnumerable<ChangeView> Changes(RunState state, RunSpec fork, long atStep)
    {
        var (old, now) = (FieldsOf(state.Spec!), FieldsOf(fork)); // A run with forks was started.
        var serves = ServesTheRunsBudgets(state, fork, atStep);

        return from key in old.Keys.Union(now.Keys)
               let change = new ChangeView(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key))
               where change.Old != change.New && !(serves && key == "budgets")
               select change;
    }

    /// <summary>
    /// Those beyond its start, which nobody had to ask for; of a run of cosines a fork serves those of its branch.
    /// </summary>
    private static bool ServesTheRunsBudgets(RunState state, RunSpec fork, long atStep) =>
        fork.Policy == PolicyKind.Cosine
            ? fork.Budgets.All(state.Main.Budgets.Contains)
            : new[] { state.Spec!.Budgets, state.Main.Budgets }.Any(
                budgets => fork.Budgets.SequenceEqual(budgets.Where(budget => budget > atStep)));

    private static Dictionary<string, string> FieldsOf(RunSpec spec) => Fields.GetValue(spec, fresh =>
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(JsonSerializer.SerializeToNode(fresh, RunProtocol.Default.RunSpec), "", fields);

        return fields;
    });

    private static void Collect(JsonNode? node, string path, Dictionary<string, string> fields)
    {
        if (node is JsonObject members && members.Count > 0)
            foreach (var (name, member) in members)
                Collect(member, path.Length == 0 ? Hyphened(name) : $"{path}.{Hyphened(name)}", fields);
        else if (node is not null)
            fields[Written(path)] = node is JsonArray array
                ? $"[{string.Join(", ", array.Select(item => item?.ToString()))}]"
                : node.ToString();
    }

    private static string Written(string path) =>
        Renamed.Aggregate(
            path, (written, pair) => written.Replace(pair.Stored, pair.Written, StringComparison.Ordinal));

    private static string Hyphened(string name)
    {
        var text = new StringBuilder();

        foreach (var letter in name)
            text.Append(char.IsAsciiLetterUpper(letter) && text.Length > 0 ? "-" : "")
                .Append(char.ToLowerInvariant(letter));

        return text.ToString();
    }
}
