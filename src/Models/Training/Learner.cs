using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// A module with the optimizer that moves it. An objective with several of them (an actor and its critics) gives each a
/// name, which then stands before the names of its tensors.
/// </summary>
public sealed class Learner : IDisposable
{
    private readonly IOptimizer _optimizer;

    /// <summary>A learner with moments of 0.</summary>
    /// <param name="module">What learns; its parameters move into flat buffers. It stays the caller's to
    /// dispose.</param>
    /// <param name="optimizer">How.</param>
    /// <param name="peakLearningRate">The reference of independent weight decay.</param>
    /// <param name="name">Its name among several learners; empty for the only one.</param>
    /// <param name="groupOf">The group of a parameter, or null for one that is frozen: it is stored and never
    /// moved.</param>
    public Learner(
        nn.Module module, OptimizerConfig optimizer, double peakLearningRate, string name = "",
        Func<string, Parameter, ParameterGroup?>? groupOf = null)
    {
        var prefix = name.Length == 0 ? "" : name + ".";
        Parameters = new FlatParameters(module, groupOf);
        _optimizer = Optimizer.Of(optimizer, Parameters, peakLearningRate);
        var trained = Parameters.Slots.Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (_, frozen) in module.named_parameters().Where(entry => !trained.Contains(entry.name)))
            frozen.requires_grad = false;

        Blocks =
        [
            StateBlock.Of(Parameters, prefix),
            .. module.named_parameters().Where(entry => !trained.Contains(entry.name))
                .Select(entry => StateBlock.Of(prefix + entry.name, entry.parameter)),
            .. module.named_buffers().Select(entry => StateBlock.Of(prefix + entry.name, entry.buffer)),
            .. _optimizer.Moments.Select(
                moment => StateBlock.Like(Parameters, moment.Flat, $"{StateNames.Moments}{moment.Prefix}.{prefix}")),
        ];
        Steps = new StateCounter(
            prefix + StateCounter.OptimizerStepName, StatePart.Moments, () => _optimizer.Steps,
            steps => _optimizer.Steps = steps);
    }

    /// <summary>Its trained parameters.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>Its state: parameters trained and frozen, buffers, moments.</summary>
    public IReadOnlyList<StateBlock> Blocks { get; }

    /// <summary>Its optimizer's steps since the moments were 0.</summary>
    public StateCounter Steps { get; }

    /// <summary>Turns the gradients into one step and zeroes them.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <returns>The norm of the whole gradient before clipping, no dimensions, on the device.</returns>
    public Tensor Step(double learningRate) => _optimizer.Step(learningRate);

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        Parameters.Dispose();
    }
}
