using Riverrun.Actors.Runs;
using Riverrun.Host.Export;
using Riverrun.Host.Settings;
using Riverrun.Host.Stores;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Specs;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>What the delivered models of a home's runs write, for the report.</summary>
internal sealed class TextSamples(LoadedSpecs loaded, HostSettings settings)
{
    private const string Prompt = "The ";
    private const int Tokens = 160;
    private const double Temperature = 0.8;

    /// <summary>The home.</summary>
    public string Directory => settings.Home;

    /// <summary>Where the report belongs.</summary>
    public string Report => Path.Combine(settings.Home, "reports", loaded.Name, "report.html");

    /// <summary>
    /// Lets each model write; one that cannot costs its sample, not those of the others and not the report.
    /// </summary>
    public async Task<(IReadOnlyList<TextSample> Samples, IReadOnlyList<Exception> Wrong)> WriteAsync(
        IReadOnlyList<RunView> views, CancellationToken cancel)
    {
        var samples = new List<TextSample>();
        var unreadable = new List<Exception>();
        var sampler = new ModelSampler(settings, CheckpointStores.OpenToRead(settings).OpenAsync);

        var pairs = views.Zip(loaded.Runs, (view, run) => (view, run));

        foreach (var (view, run) in pairs.Where(pair => ModelSampler.WritesText(pair.run.Spec.Spec)))
            foreach (var budget in view.Budgets.Where(budget => budget.Checkpoint is not null))
                try
                {
                    samples.Add(new TextSample(
                        view.Name, budget.Steps, budget.Branch, Prompt,
                        await sampler.SampleAsync(run.Spec.Spec, budget, Prompt, Tokens, Temperature, 1, cancel)));
                }
                catch (Exception wrong) when (
                    wrong is DamagedCheckpointException or NonFiniteStateException or CorpusException)
                {
                    unreadable.Add(wrong);
                }

        return (samples, unreadable);
    }
}
