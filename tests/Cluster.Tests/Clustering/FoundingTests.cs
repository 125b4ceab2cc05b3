using Riverrun.Actors.Clustering;

namespace Riverrun.Cluster.Tests.Clustering;

public sealed class FoundingTests
{
    [Fact]
    public void Who_has_others_lets_them_answer_before_it_thinks_of_founding_and_who_is_alone_does_not_wait()
    {
        var started = new Founding(HasOthers: true);

        Assert.True(new Founding(HasOthers: false).IsConsidered);
        Assert.False(started.Tick().Tick().IsConsidered);
        Assert.True(started.Tick().Tick().Tick().IsConsidered);
    }

    [Fact]
    public void Of_two_clusters_the_one_with_the_lowest_address_stays()
    {
        Assert.Equal(["a"], GivesWayTo(Looks(10), present: ["a", "b", "c"], ours: ["b", "c"]));
        Assert.Empty(GivesWayTo(Looks(10), present: ["a", "b", "c"], ours: ["a", "c"]));
        Assert.Equal(["B"], GivesWayTo(Looks(10), present: ["B", "a"], ours: ["a"]));
    }

    [Fact]
    public void Members_that_join_or_leave_are_no_other_cluster_until_they_have_been_strangers_for_long()
    {
        var once = Looks(10).Look(["b"], ours: ["b"], active: ["b"]).State;

        Assert.Empty(GivesWayTo(Looks(9), present: ["a", "b"], ours: ["b"]));
        Assert.Empty(GivesWayTo(once, present: ["a", "b"], ours: ["b"]));
    }

    [Fact]
    public void Members_that_have_yet_to_say_so_are_nothing_to_give_way_to()
    {
        Assert.Empty(GivesWayTo(Looks(10), present: [], ours: ["a", "b"]));
        Assert.Empty(GivesWayTo(Looks(10), present: ["a"], ours: []));
    }

    [Fact]
    public void Who_joined_members_that_its_database_never_names_is_astray()
    {
        var joined = new Founding(HasOthers: true);

        Assert.True(After(16, joined, present: ["b"]).IsAstray);
        Assert.False(After(15, joined, present: ["b"]).IsAstray);
        Assert.False(After(16, joined.Found(), present: ["b"]).IsAstray);
        // The other has lost the database since.
        Assert.False(After(16, After(1, joined, present: ["a", "b"]), present: ["b"]).IsAstray);
        Assert.False(After(1, After(15, joined, present: ["b"]), present: ["a", "b"]).IsAstray);
    }

    [Fact]
    public void Members_that_leave_or_cannot_be_reached_need_not_be_named()
    {
        var joined = Enumerable.Range(0, 16).Aggregate(
            new Founding(HasOthers: true), (state, _) => state.Look(["b"], ours: ["a", "b"], active: ["b"]).State);

        Assert.False(joined.IsAstray);
        Assert.True(After(16, joined, present: ["b"]).IsAstray);
    }

    /// <summary>After so many looks of b, which is in a cluster with a.</summary>
    private static Founding After(int looks, Founding founding, IReadOnlyList<string> present) =>
        Enumerable.Range(0, looks).Aggregate(founding, (state, _) => state.Look(present, ["a", "b"], ["a", "b"]).State);

    /// <summary>After so many looks in a row that found a stranger.</summary>
    private static Founding Looks(int strange) =>
        Enumerable.Range(0, strange)
            .Aggregate(new Founding(HasOthers: true), (state, _) => state.Look(["a", "b"], ["b"], ["b"]).State);

    private static IReadOnlyList<string> GivesWayTo(
        Founding state, IReadOnlyList<string> present, IReadOnlyList<string> ours) =>
        state.Look(present, ours, ours).GivesWayTo;
}
