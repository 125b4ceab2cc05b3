using Akka.Actor;

namespace Riverrun.Actors.Branches;

/// <summary>Whom a branch talks to besides its device.</summary>
/// <param name="Runs">The region of runs.</param>
/// <param name="Placement">The placement.</param>
internal sealed record BranchNeighbours(IActorRef Runs, IActorRef Placement);
