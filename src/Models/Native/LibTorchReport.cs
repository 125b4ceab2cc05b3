namespace Riverrun.Models.Native;

/// <summary>Which libtorch a process computes with.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Folder">The directory it was loaded from; null where the system does not say.</param>
/// <param name="IsBrought">Whether <see cref="BroughtLibTorch.Variable"/> named it, rather than the build.</param>
/// <param name="IsForCuda">Whether it can compute on GPUs.</param>
/// <param name="Gpus">How many it finds here.</param>
/// <param name="Complaint">Why deterministic mode cannot be had, as a sentence; null where it can.</param>
public sealed record LibTorchReport(
    string Version, string? Folder, bool IsBrought, bool IsForCuda, int Gpus, string? Complaint);
