using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>
/// What is trained, and how a step of it goes: the seam between the runtime and any model, loss, environment or search.
/// The trainer around it counts steps, restores, captures and sums up; the objective knows no schedule, no branch and
/// no journal. One thread makes it, uses it and disposes it. The same state and the same contexts must give the same
/// bits.
/// </summary>
public interface IObjective : IDisposable
{
    /// <summary>Its complete state, made once: memory that <see cref="Take"/> changes in place.</summary>
    ObjectiveState State { get; }

    /// <summary>
    /// Takes one step, whatever a step is: an optimizer's, an environment's with its updates, one collected prompt.
    /// </summary>
    /// <param name="step">Its index, its rate, its scheduled numbers and its seeds.</param>
    /// <param name="row">Where it says what it measured.</param>
    void Take(in StepContext step, FigureRow row);

    /// <summary>Measures the state on held-out data and leaves it unchanged.</summary>
    Evaluation Measure();

    /// <summary>
    /// Refuses a stored state that fits by its tensors and yet is not what this objective goes on from.
    /// </summary>
    /// <param name="stored">The file.</param>
    /// <param name="carry">What crosses.</param>
    /// <exception cref="InvalidDataException">A sentence that says what differs.</exception>
    void Require(SafeTensorFile stored, Carry carry)
    {
    }
}
