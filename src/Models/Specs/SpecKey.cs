namespace Riverrun.Models.Specs;

/// <summary>A key that a spec can have, for people.</summary>
/// <param name="Path">
/// From the root: <c>learning-rate.decay.shape</c>; <c>[]</c> stands for the items of a list, <c>NAME</c> for a chosen
/// name.
/// </param>
/// <param name="Unit">What it is measured in, or what it is: text, choice, flag.</param>
/// <param name="Range">What it must lie in, or what can be chosen; empty for anything.</param>
/// <param name="Default">What it is when it is not written; empty where it must be written.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="Kinds">The kinds whose key it is, such as <c>llama</c>; none for one that does not depend on a
/// kind.</param>
public sealed record SpecKey(
    string Path, string Unit, string Range, string Default, string Meaning, IReadOnlyList<string> Kinds);
