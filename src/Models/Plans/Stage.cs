using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>
/// One stretch of training: consecutive optimizer steps of one workload under one learning-rate phase.
/// </summary>
/// <param name="Name">What a person calls it, unique within its branch: <c>warm-up</c>, <c>stable-1</c>,
/// <c>decay-400</c>.</param>
/// <param name="FirstStep">Steps of ancestry before this stage; the first step it takes has this index
/// (0-based).</param>
/// <param name="Steps">Optimizer steps in the stage, at least 1; 0 for the only stage of a branch that is merely
/// born.</param>
/// <param name="Phase">The learning-rate phase.</param>
/// <param name="PeakLearningRate">The rate that <paramref name="Phase"/> scales.</param>
/// <param name="Budget">The budget whose model is the checkpoint at the end of this stage, if it delivers one.</param>
/// <param name="IsWaypoint">
/// Whether its end is stored for the sake of a merge: it is not measured there for that, nor kept once the merge is
/// born.
/// </param>
public sealed record Stage(
    string Name,
    long FirstStep,
    long Steps,
    Phase Phase,
    double PeakLearningRate,
    long? Budget = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsWaypoint = false)
{
    /// <summary>Steps of ancestry when the stage is over; the index of the first step that is not in it.</summary>
    public long EndStep => FirstStep + Steps;

    /// <summary>The learning rate of the step with index <paramref name="step"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is not one of this stage.</exception>
    public double LearningRateAt(long step) =>
        step >= FirstStep && step < EndStep
            ? Phase.LearningRate(step - FirstStep, PeakLearningRate)
            : throw new ArgumentOutOfRangeException(
                nameof(step), step, $"Stage {Name} has steps {FirstStep} to {EndStep - 1}.");
}
