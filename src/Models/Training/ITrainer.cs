namespace Riverrun.Models.Training;

/// <summary>
/// One training state on one device. It takes steps at the rates it is given; it knows no schedule, no
/// branch and no journal. Not thread-safe: one thread makes it, uses it and disposes it.
/// </summary>
public interface ITrainer : IDisposable
{
    /// <summary>Optimizer steps of ancestry in the state; the index of the next step.</summary>
    long Step { get; }

    /// <summary>Takes one step per rate, in order, from <see cref="Step"/> on.</summary>
    /// <param name="controls">The rate of each step, and what else is scheduled.</param>
    /// <returns>What happened, one entry a step, bit for bit repeatable.</returns>
    StepSlice Train(StepControls controls);

    /// <summary>Measures the state on the held-out data; leaves it unchanged.</summary>
    Evaluation Evaluate();

    /// <summary>Copies the complete state to host memory, so that it can be written while training goes on.</summary>
    /// <exception cref="NonFiniteStateException">It holds NaN or an infinity.</exception>
    ICapturedState Capture();
}

/// <summary>
/// A complete training state in host memory, between <see cref="ITrainer.Capture"/> and the
/// store. Dispose it to give its memory back.
/// </summary>
public interface ICapturedState : IDisposable
{
    /// <summary>Optimizer steps of ancestry in the state.</summary>
    long Step { get; }

    /// <summary>Writes the state; the same state is always the same bytes. Any thread may call it.</summary>
    void WriteTo(Stream stream);
}

/// <summary>Training by hand, as in a notebook.</summary>
public static class TrainingByHand
{
    /// <summary>Takes one step per rate; nothing else is scheduled.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="learningRates">The rate of each step.</param>
    public static StepSlice Train(this ITrainer trainer, params IReadOnlyList<double> learningRates) =>
        trainer.Train(new StepControls(learningRates));
}
