using Riverrun.Host.Client;
using Riverrun.Host.Export;
using Riverrun.Host.Forecasts;
using Riverrun.Models.Data;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>Asks how runs were made, for the report.</summary>
internal static class RunOrigins
{
    /// <summary>One origin a run.</summary>
    public static async Task<IReadOnlyList<RunOrigin>> AskAsync(
        IHomeReader home, IEnumerable<string> runs, CancellationToken cancel)
    {
        var origins = new List<RunOrigin>();

        foreach (var run in runs)
        {
            var spec = SpecLoader.Change(await home.SpecAsync(run, cancel), []).Spec;

            origins.Add(new RunOrigin(
                run, spec, SpecWriter.WriteFile(spec), Parameters(spec.Main), BuildVersions.Summary));
        }

        return origins;
    }

    private static long? Parameters(Models.Plans.Workload workload)
    {
        try
        {
            return workload.Model is Models.Plans.ModelConfig.OwnModel
                ? null
                : ParameterCount.Of(workload.Model, WorkloadForecast.Vocabulary(workload));
        }
        catch (CorpusException)
        {
            return null;
        }
    }
}
