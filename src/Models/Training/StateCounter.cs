namespace Riverrun.Models.Training;

/// <summary>A whole number of a training state that its manifest says beside the tensors.</summary>
/// <param name="Name">Its name; unique in the state.</param>
/// <param name="Part">What it belongs to; it is 0 in a branch that the part does not cross to.</param>
/// <param name="Get">Its value.</param>
/// <param name="Set">Sets it.</param>
public sealed record StateCounter(string Name, StatePart Part, Func<long> Get, Action<long> Set)
{
    /// <summary>The name of the counter that tells how far the training data are read.</summary>
    public const string PositionName = "position";

    /// <summary>The name of the counter of a sole optimizer's steps.</summary>
    public const string OptimizerStepName = "optimizer-step";
}
