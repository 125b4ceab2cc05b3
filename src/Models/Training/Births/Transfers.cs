using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training.Births;

/// <summary>The transfers that this program has.</summary>
public static class Transfers
{
    /// <summary>By their names.</summary>
    public static RegisteredKinds<TransferKind> Kinds { get; } = new();

    /// <summary>
    /// A sentence for the first stage of a fixed plan that its transfer cannot lead to, or null when there is none.
    /// </summary>
    /// <param name="spec">A spec of any policy.</param>
    public static string? Problem(RunSpec spec)
    {
        foreach (var step in spec.StagedPlan)
            if (step is { After: not null, Carry.Transfer: { } transfer }
                && Problem(spec, step, transfer) is { } problem)
                return $"stage {step.Name}: transfer {transfer.Kind} {problem}.";

        return null;
    }

    /// <summary>A stored state with what its transfer makes of its weights, and nothing else.</summary>
    /// <exception cref="NotSupportedException">This program has no such transfer.</exception>
    internal static SafeTensorFile Applied(SafeTensorFile file, TransferConfig transfer, TrainerSetup setup)
    {
        var kind = Kinds.Find(transfer.Kind) ?? throw new NotSupportedException(
            $"This program has no transfer named {transfer.Kind}; "
            + "start the program whose recipe this is, on every machine that trains.");
        var weights = file.Tensors.Where(tensor => StateNames.IsWeight(tensor.Key)).ToDictionary();
        var made = kind.Apply(new TransferSetup(transfer, weights, setup.Workload, setup.Seed));

        return file with { Tensors = made.ToDictionary(tensor => tensor.Name) };
    }

    private static string? Problem(RunSpec spec, StagedStep step, TransferConfig transfer)
    {
        var before = spec.StagedPlan.First(other => other.Name == step.After);

        return Kinds.Find(transfer.Kind) is { } kind
            ? kind.Problem(transfer, spec.Workloads[before.Workload], spec.Workloads[step.Workload])
            : "is not one that this program has";
    }
}
