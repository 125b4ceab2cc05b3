namespace Riverrun.Actors.Settings;

/// <summary>How long silence lasts before a lease is over.</summary>
/// <param name="LostAfter">A device that its coordinators have not heard for so long has lost its lease.</param>
/// <param name="GiveUpAfter">A device that has heard no coordinator for so long gives its lease up by itself.</param>
public sealed record LeaseTimes(TimeSpan LostAfter, TimeSpan GiveUpAfter)
{
    /// <summary>8 seconds and 2 minutes.</summary>
    public static LeaseTimes Default { get; } = new(TimeSpan.FromSeconds(8), TimeSpan.FromMinutes(2));
}
