namespace Riverrun.Actors.Clustering;

/// <summary>
/// When a coordinator founds a cluster, and when its cluster gives way to another one. Pure;
/// <see cref="ClusterFounder"/> asks and acts.
/// </summary>
/// <param name="HasOthers">Whether there are other coordinators, whose cluster it would rather join.</param>
/// <param name="Ticks">Seconds since it started.</param>
/// <param name="StrangerLooks">Looks in a row that found members of another cluster.</param>
/// <param name="HasMet">Whether the database that it looks into has once named all members: then it is the one they
/// have.</param>
/// <param name="UnmetLooks">Looks in a row that did not find all members, while it has never found them.</param>
internal sealed record Founding(
    bool HasOthers, int Ticks = 0, int StrangerLooks = 0, bool HasMet = false, int UnmetLooks = 0)
{
    /// <summary>Others have so many seconds to answer before founding is considered.</summary>
    private const int ListeningTicks = 2;

    /// <summary>
    /// Who joins or leaves is a stranger for a moment: only so many looks in a row tell of another cluster.
    /// </summary>
    private const int MostStrangerLooks = 10;

    /// <summary>
    /// Who is a member says so each second; who has not for so many looks says it in another database.
    /// </summary>
    private const int MostUnmetLooks = 15;

    /// <summary>
    /// Whether it has joined coordinators that have another journal than this one. Who founded the cluster stays.
    /// </summary>
    public bool IsAstray => UnmetLooks > MostUnmetLooks;

    /// <summary>Whether somebody who is no member asks by now if it may found a cluster.</summary>
    public bool IsConsidered => !HasOthers || Ticks > ListeningTicks;

    /// <summary>One second later.</summary>
    public Founding Tick() => this with { Ticks = Ticks + 1 };

    /// <summary>It founds the cluster: whoever joins it has to have its database.</summary>
    public Founding Found() => this with { HasMet = true };

    /// <summary>
    /// After a look at who says that it is a member. Members that this cluster does not know are another cluster's; of
    /// the two, the one with the lowest address stays.
    /// </summary>
    /// <param name="present">Whoever says that it is a member of a cluster.</param>
    /// <param name="ours">The members of this cluster.</param>
    /// <param name="active">Those of them that are up and can be reached, this one among them.</param>
    /// <returns>The state, and the strangers that this cluster gives way to now; empty when it does not.</returns>
    public (Founding State, IReadOnlyList<string> GivesWayTo) Look(
        IReadOnlyList<string> present, IReadOnlyList<string> ours, IReadOnlyList<string> active)
    {
        var strangers = present.Except(ours).ToList();
        var isMet = !active.Except(present).Any();
        var state = this with
        {
            StrangerLooks = strangers.Count == 0 ? 0 : StrangerLooks + 1,
            HasMet = HasMet || isMet && active.Count > 1,
            UnmetLooks = HasMet || isMet ? 0 : UnmetLooks + 1,
        };

        return state.StrangerLooks > MostStrangerLooks
            && string.CompareOrdinal(strangers.Min(StringComparer.Ordinal), ours.Min(StringComparer.Ordinal)) < 0
                ? (state, strangers)
                : (state, []);
    }
}
