using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>Says in a sentence what trained a run.</summary>
internal static class TrainedOn
{
    /// <summary>The sentence; null where the journal does not tell.</summary>
    public static string? Sentence(RunView run) => run.TrainedOn switch
    {
        null or [] => null,
        [var only] => $"Trained on {only}.",
        var several =>
            $"Trained on {several.Count} kinds of processor or build, whose bits differ: {string.Join("; ", several)}.",
    };
}
