using Riverrun.Models.Plans;

namespace Riverrun.Host.Export;

/// <summary>What it takes to make a run again, for the report.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Spec">Its spec as it was started.</param>
/// <param name="Source">The whole spec as a file that can be run.</param>
/// <param name="Parameters">Numbers that its model learns; null where the files of its tokenizer are not here.</param>
/// <param name="Build">The build that wrote the report.</param>
internal sealed record RunOrigin(string Run, RunSpec Spec, string Source, long? Parameters, string Build);
