using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training.Births;

/// <summary>
/// What makes weights of one shape of those of another, by the name that a spec gives for <c>carry.transfer.kind</c>: a
/// pure function of named tensors. The same tensors and settings must give the same bits on every machine.
/// </summary>
public sealed class TransferKind : RegisteredKind
{
    private readonly Func<TransferSetup, IReadOnlyList<SafeTensor>> _apply;
    private readonly Func<TransferConfig, Workload, Workload, string?> _problem;

    private TransferKind(
        string name,
        Type settings,
        Func<TransferSetup, IReadOnlyList<SafeTensor>> apply,
        Func<TransferConfig, Workload, Workload, string?> problem)
        : base(name, settings) => (_apply, _problem) = (apply, problem);

    /// <summary>A transfer that can be registered.</summary>
    /// <typeparam name="TSettings">A record; the parameters of its constructor are the keys, in kebab-case.</typeparam>
    /// <param name="name">The name in specs: lower-case letters, digits and dashes.</param>
    /// <param name="apply">
    /// The weights of the new model, by the names and in the types under which it stores them; each that is missing or
    /// has another shape than the model is refused.
    /// </param>
    /// <param name="problem">
    /// Why it cannot lead from one workload to another, as a clause that follows on "it": <c>needs a model of kind
    /// llama</c>. Null for none.
    /// </param>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    public static TransferKind Of<TSettings>(
        string name,
        Func<TSettings, TransferSetup, IReadOnlyList<SafeTensor>> apply,
        Func<TSettings, Workload, Workload, string?>? problem = null)
        where TSettings : class => new(
            name,
            typeof(TSettings),
            setup => apply(Read<TSettings>(setup.Transfer), setup),
            (config, from, to) => problem?.Invoke(Read<TSettings>(config), from, to));

    /// <summary>The weights of the new model.</summary>
    internal IReadOnlyList<SafeTensor> Apply(TransferSetup setup) => _apply(setup);

    /// <summary>Why it cannot lead from one workload to another, or null when it can.</summary>
    internal string? Problem(TransferConfig config, Workload from, Workload to) => _problem(config, from, to);
}
