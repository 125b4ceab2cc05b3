using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Devices;

/// <summary>What a device knows of itself.</summary>
/// <param name="Device">Its name in leases.</param>
/// <param name="SliceTarget">The work one slice should be.</param>
/// <param name="SlicesAhead">Slices it may be ahead of what is stored, as long as somebody answers.</param>
/// <param name="AnnounceInterval">How often it says that it is there, and repeats what was not answered.</param>
/// <param name="GiveUpAfter">When nobody has answered for so long, it gives its lease up.</param>
/// <param name="Near">The checkpoints whose bytes are at hand, last used first; null where all are, or none.</param>
internal sealed record DeviceSettings(
    string Device,
    TimeSpan SliceTarget,
    int SlicesAhead,
    TimeSpan AnnounceInterval,
    TimeSpan GiveUpAfter,
    Func<IReadOnlyList<CheckpointDigest>?>? Near = null);
