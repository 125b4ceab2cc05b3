namespace Riverrun.Host.Settings;

/// <summary>What <c>riverrun.checkpoints</c> says.</summary>
/// <param name="Address">Where checkpoints are stored.</param>
/// <param name="CacheBytes">Bytes of local copies to keep when they are stored elsewhere.</param>
/// <param name="LargestBlobBytes">Bytes that one checkpoint may have when it crosses a network.</param>
/// <param name="Patience">How long a store may be out of reach, or take nothing, before a transfer fails.</param>
/// <param name="CollectAfter">How long a checkpoint stays after it was last stored, whoever names it.</param>
/// <param name="CollectEvery">How often what nothing can reach is collected without being asked; zero for
/// never.</param>
internal sealed record StoreSettings(
    StoreAddress Address, long CacheBytes, long LargestBlobBytes, TimeSpan Patience, TimeSpan CollectAfter,
    TimeSpan CollectEvery = default);
