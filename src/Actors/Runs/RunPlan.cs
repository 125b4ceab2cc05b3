using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Riverrun.Actors.Identity;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Runs;

/// <summary>
/// All branches that the rivers of a run come to, under names of their own. Pure: the same rivers always give the same
/// plan, so that it is made once for each change of them, however many events and questions come between.
/// </summary>
internal sealed class RunPlan
{
    private static readonly ConditionalWeakTable<River, IReadOnlyList<BranchPlan>> OfRiver = [];
    private static readonly ConditionalWeakTable<ImmutableList<River>, RunPlan> OfRivers = [];

    private readonly Dictionary<string, (BranchPlan Plan, RunSpec Spec)> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<BranchPlan>> _fellows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);

    private RunPlan(ImmutableList<River> rivers)
    {
        var branches = new List<(BranchPlan, RunSpec)>();
        var byRiver = new List<(River, IReadOnlyList<BranchPlan>)>();
        var forks = rivers.Skip(1).Select(river => river.Name).ToHashSet(StringComparer.Ordinal);

        foreach (var river in rivers)
        {
            var own = new List<BranchPlan>();
            byRiver.Add((river, own));

            foreach (var plan in OfRiver.GetValue(river, Policies.PlanOf))
            {
                var isMain = ReferenceEquals(river, rivers[0]);
                var isTrunkOfFork = !isMain && plan.Name == river.Name;
                var name = NameFor(plan.Name, isTrunkOfFork || !forks.Contains(plan.Name));
                var named = (name == plan.Name ? plan : plan with { Name = name }, river.Spec);

                if (isMain && name != plan.Name)
                    _renamed[plan.Name] = name;

                _byName.Add(name, named);
                branches.Add(named);
                own.Add(named.Item1);
                _fellows[name] = own;
            }
        }

        (Branches, Rivers) = (branches, byRiver);
    }

    /// <summary>The branches, river by river, each with the spec of its river.</summary>
    public IReadOnlyList<(BranchPlan Plan, RunSpec Spec)> Branches { get; }

    /// <summary>The rivers, each with its branches.</summary>
    public IReadOnlyList<(River River, IReadOnlyList<BranchPlan> Branches)> Rivers { get; }

    /// <summary>The branches of the river that a branch of the plan belongs to.</summary>
    public IReadOnlyList<BranchPlan> RiverOf(string branch) => _fellows[branch];

    /// <summary>How many of the branches, the first, are of the run's own river.</summary>
    public int BranchesOfMain => Rivers.Count == 0 ? 0 : Rivers[0].Branches.Count;

    /// <summary>The plan for those rivers.</summary>
    public static RunPlan Of(ImmutableList<River> rivers) => OfRivers.GetValue(rivers, made => new RunPlan(made));

    /// <summary>The branch of that name, or null.</summary>
    public BranchPlan? Find(string name) => _byName.GetValueOrDefault(name).Plan;

    /// <summary>What a branch is called that the policy has named so for the run's own river.</summary>
    public string NameOfMain(string planned) => _renamed.GetValueOrDefault(planned, planned);

    /// <summary>
    /// The name that the policy gave, unless another branch has it: a journal of former days may hold a fork that a
    /// person gave the name of a budget's leaf, or so long a one that its leaves have none. The fork was there first
    /// and keeps it.
    /// </summary>
    private string NameFor(string planned, bool isFree)
    {
        const int room = 58;

        var name = planned;

        for (var i = 2; !isFree || !RunId.IsValid(name) || _byName.ContainsKey(name); i++)
            (name, isFree) = ($"{planned[..Math.Min(planned.Length, room)]}-{i}", true);

        return name;
    }
}
