namespace Riverrun.Models.Checkpoints;

/// <summary>What stands before the tensors of a safetensors file.</summary>
/// <param name="Bytes">All of it, as it was read, its length included.</param>
/// <param name="Metadata">The file's own strings, by key.</param>
/// <param name="Entries">The tensors in the order of their bytes, which follow without gaps.</param>
internal sealed record SafeTensorHeader(
    byte[] Bytes, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafeTensorEntry> Entries)
{
    /// <summary>Reads the header of a file and leaves the stream at the first tensor.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such header: a sentence that says what is
    /// wrong.</exception>
    public static SafeTensorHeader Read(Stream stream) => SafeTensorReader.ReadHeader(stream);
}
