namespace Riverrun.Actors.Serialization;

/// <summary>
/// Published on the event stream when this process was given something that only a newer build
/// can read. Nothing of it was taken over.
/// </summary>
/// <param name="Reason">A sentence for the person who runs the process.</param>
public sealed record NewerBuildMet(string Reason);
