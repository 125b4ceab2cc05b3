using Riverrun.Actors.Runs;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Edge;

/// <summary>What a run did, step by step, read back from the journal: for reports, plots and exports.</summary>
/// <param name="Run">The run as it stands.</param>
/// <param name="Branches">One history a branch, in the order in which they were opened.</param>
public sealed record RunHistory(RunView Run, IReadOnlyList<BranchHistory> Branches);

/// <summary>One branch's own steps; entry i of each column belongs to step <see cref="FirstStep"/> + i.</summary>
/// <param name="Branch">Its name.</param>
/// <param name="FirstStep">Index of the first own step.</param>
/// <param name="Losses">Training loss, in the unit of the headline: nats per token for text.</param>
/// <param name="LearningRates">The rates that were used.</param>
/// <param name="GradientNorms">Norms before clipping.</param>
/// <param name="Evaluations">Measurements by steps of ancestry, ascending.</param>
/// <param name="Times">When all this was, and what was read; null from a coordinator of a build that does not
/// tell.</param>
public sealed record BranchHistory(
    string Branch,
    long FirstStep,
    IReadOnlyList<float> Losses,
    IReadOnlyList<double> LearningRates,
    IReadOnlyList<float> GradientNorms,
    IReadOnlyList<(long Step, Evaluation Evaluation)> Evaluations,
    BranchTimes? Times = null)
{
    /// <summary>Tokens that its steps read.</summary>
    public long Tokens { get; init; }

    /// <summary>Further figures of its steps, in the order in which they were first named.</summary>
    public IReadOnlyList<StepColumn> Columns { get; init; } = [];

    /// <summary>Scheduled numbers beside the rate, by name; NaN in steps that had none under that name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Controls { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>Time that devices spent on its steps.</summary>
    public double Milliseconds { get; init; }

    /// <summary>The devices that trained it, by their names in leases.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];
}

/// <summary>One further figure of a branch's own steps.</summary>
/// <param name="Figure">What it is.</param>
/// <param name="Values">One a step; NaN in steps that said nothing.</param>
public sealed record StepColumn(Figure Figure, IReadOnlyList<float> Values);
