using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks;

/// <summary>Makes the digests of what is measured on.</summary>
internal static class HeldOutDigest
{
    private const int Letters = 16;

    /// <summary>Of the windows of a corpus, and of the text they are from.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="windows">How many of its held-out windows are measured on.</param>
    public static HeldOut Of(ICorpus corpus, int windows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var window = new int[corpus.Context + 1];
        hash.AppendData(BitConverter.GetBytes(corpus.Tokenizer.VocabularySize));

        for (var i = 0; i < windows; i++)
        {
            corpus.HeldOutWindow(i, windows, window);
            hash.AppendData(MemoryMarshal.AsBytes(window.AsSpan()));
        }

        return new HeldOut(Convert.ToHexStringLower(hash.GetHashAndReset())[..Letters], corpus.HeldOutText);
    }

    /// <summary>
    /// Of a distribution that is measured on exactly: the model's and the source's numbers are all that decides it.
    /// </summary>
    public static HeldOut Of(Workload workload) => new(Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new { workload.Model, workload.Data })))[..Letters]);
}
