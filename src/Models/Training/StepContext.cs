using Riverrun.Models.Seeds;

namespace Riverrun.Models.Training;

/// <summary>What an objective is told of the step that it takes.</summary>
/// <param name="setup">The run.</param>
/// <param name="step">Steps of ancestry before it.</param>
/// <param name="controls">The scheduled numbers of the slice.</param>
/// <param name="index">Its place in the slice.</param>
public readonly struct StepContext(TrainerSetup setup, long step, StepControls controls, int index)
{
    /// <summary>Steps of ancestry before it: its index in the branch's whole life.</summary>
    public long Step => step;

    /// <summary>The learning rate.</summary>
    public double LearningRate => controls.LearningRates[index];

    /// <summary>A scheduled number beside the rate.</summary>
    /// <param name="name">The name under which the spec schedules it.</param>
    /// <param name="otherwise">What it is where the spec does not.</param>
    public double Control(string name, double otherwise) =>
        controls.Others is { } others && others.TryGetValue(name, out var values) ? values[index] : otherwise;

    /// <summary>The seed of one generator in this step: the same whenever and wherever the step is taken.</summary>
    /// <param name="purpose">What it draws.</param>
    /// <param name="draw">Which of several draws for that purpose.</param>
    public long Seed(StepPurpose purpose, long draw = 0) =>
        StepSeeds.For(setup.Seed, setup.WorkloadName, step, purpose, draw);
}
