namespace Riverrun.Models.Training;

/// <summary>
/// What a part of a training state is: it decides when the part crosses to a branch that starts there. The name under
/// which a tensor is stored tells its part, so that a file can be understood without the model that wrote it.
/// </summary>
public enum StatePart
{
    /// <summary>
    /// What the model computes with: parameters, and buffers such as running statistics. Always carried over.
    /// </summary>
    Weights,

    /// <summary>What the optimizers remember; stored as <c>optimizer.…</c>.</summary>
    Moments,

    /// <summary>
    /// What training has gathered beside the weights: averages, targets, replay, environments; stored as
    /// <c>memory.…</c>.
    /// </summary>
    Memory,

    /// <summary>How far the training data are read. A number, no tensor.</summary>
    Position,
}
