using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>Where a trainer's state comes from when it is not fresh.</summary>
/// <param name="Checkpoint">The stored bytes.</param>
/// <param name="Carry">What to take besides the weights.</param>
internal sealed record StoredState(Stream Checkpoint, Carry Carry);
