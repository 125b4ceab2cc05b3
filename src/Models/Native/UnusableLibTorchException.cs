namespace Riverrun.Models.Native;

/// <summary>
/// This process cannot compute with the libtorch it was given, or has none; the message is a complete sentence.
/// </summary>
/// <param name="message">What, where, and what would be right.</param>
/// <param name="missing">The functions that TorchSharp calls and that libtorch does not have.</param>
public sealed class UnusableLibTorchException(string message, IReadOnlyList<string>? missing = null)
    : Exception(message)
{
    /// <summary>The functions that TorchSharp calls and that libtorch does not have.</summary>
    public IReadOnlyList<string> Missing { get; } = missing ?? [];

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join('\n', [base.ToString(), .. Missing.Select(name => $"missing: {name}")]);
}
