namespace Riverrun.Host.Export;

/// <summary>What a model wrote: shown in the report beside the budget that delivered it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Budget">The budget whose model it is, in optimizer steps.</param>
/// <param name="Branch">The branch that delivered it.</param>
/// <param name="Prompt">What it was asked to continue; may be empty.</param>
/// <param name="Text">The continuation, without the prompt.</param>
internal sealed record TextSample(string Run, long Budget, string Branch, string Prompt, string Text);
