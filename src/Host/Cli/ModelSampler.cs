using Riverrun.Actors.Runs;
using Riverrun.Host.Settings;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;

namespace Riverrun.Host.Cli;

/// <summary>Lets delivered models write. Reads the checkpoint itself; whoever trains is not disturbed.</summary>
/// <param name="settings">What <c>hocon.conf</c> says.</param>
/// <param name="open">Opens a checkpoint.</param>
internal sealed class ModelSampler(HostSettings settings, Func<CheckpointDigest, CancellationToken, Task<Stream>> open)
{
    /// <summary>Whether models of that spec write text.</summary>
    public static bool WritesText(RunSpec spec) => spec.Main.Model is ModelConfig.Llama;

    /// <summary>What the model of <paramref name="budget"/> makes of a prompt.</summary>
    /// <param name="spec">The spec of its run.</param>
    /// <param name="budget">A budget that has been reached.</param>
    /// <param name="prompt">Text to continue.</param>
    /// <param name="tokens">Tokens to add.</param>
    /// <param name="temperature">0 for the likeliest token each time.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<string> SampleAsync(
        RunSpec spec, BudgetView budget, string prompt, int tokens, double temperature, long seed,
        CancellationToken cancel)
    {
        var digest = budget.Checkpoint ?? throw new FormatException(
            $"The budget of {budget.Steps} steps is {budget.Status}; it has no model to sample from yet.");
        var workload = spec.Workloads.GetValueOrDefault(budget.Branch, spec.Main);
        await using var checkpoint = await open(digest, cancel);

        // Grad mode and dispose scopes belong to a thread: everything between Restore and Dispose stays on one.
        return await Task.Run(
            () =>
            {
                using var model =
                    TextModel.Restore(workload, spec.Device with { Kind = settings.Device.Kind }, checkpoint);

                return model.Continue(prompt, tokens, temperature, seed);
            },
            cancel);
    }
}
