using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using static TorchSharp.torch;

namespace Riverrun.Models.Published;

/// <summary>
/// A model in the layout of Hugging Face: <c>config.json</c>, and <c>model.safetensors</c> or
/// <c>model.safetensors.index.json</c> with its shards.
/// </summary>
public static class PublishedModel
{
    private const string Head = "lm_head.weight";

    /// <summary>
    /// The model that a folder has, its weights among what it says. They are read once, to know them again.
    /// </summary>
    /// <exception cref="PublishedModelException">The folder has no model that can be trained: a sentence that says
    /// why.</exception>
    public static ModelConfig.Llama Read(string folder)
    {
        var config = PublishedConfig.Read(folder);

        foreach (var name in PublishedFiles.WeightsIn(
            folder)) // Files that are cut off are told before anything starts.
            WeightFile.Open(Path.Combine(folder, name)).Dispose();

        return config.Shape with
        {
            From =
            new PublishedWeights(folder, PublishedFiles.DigestOf(folder), config.Positions)
        };
    }

    /// <summary>Fills a model's parameters. No more than a piece of one tensor is held beside them.</summary>
    /// <param name="from">The weights.</param>
    /// <param name="parameters">What is filled.</param>
    /// <exception cref="PublishedModelException">
    /// The folder is not what it was when the spec was read, or its weights are not those of the model.
    /// </exception>
    internal static void Fill(PublishedWeights from, FlatParameters parameters)
    {
        if (PublishedFiles.DigestOf(from.Folder) is var found && found != from.Digest)
            throw new PublishedModelException(
                $"{from.Folder} has the digest {found[..12]}…, and the run was planned with "
                + $"{from.Digest[..Math.Min(12, from.Digest.Length)]}…; "
                + "the files of then must be put back in their place.");
        var shards = PublishedFiles.Shards(from.Folder);
        var slots = parameters.Slots.ToDictionary(slot => slot.Name);
        using var frozen = no_grad();
        foreach (var name in PublishedFiles.WeightsIn(from.Folder))
        {
            var path = Path.Combine(from.Folder, name);
            using var file = WeightFile.Open(path);
            RefuseStrangers(path, file, parameters);
            foreach (var tensor in file.Entries.Keys.Where(
                tensor => shards is null || shards.GetValueOrDefault(tensor) == name))
            {
                using var scope = NewDisposeScope();
                if (slots.Remove(tensor, out var slot))
                    file.Copy(tensor, slot.Shape, slot.In(parameters.Values));
            }
        }

        if (slots.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } missing)
            throw new PublishedModelException(
                $"The weights in {from.Folder} lack {missing}; by {PublishedConfig.FileName} the model has it.");
    }

    private static void RefuseStrangers(string path, WeightFile file, FlatParameters parameters)
    {
        var known = parameters.Slots.Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in file.Entries.Keys.Order(StringComparer.Ordinal).Where(name => !known.Contains(name)))
        {
            // A tied head is the embedding, whatever is written beside it; the frequencies are computed.
            if (name != Head && !name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal))
                throw new PublishedModelException(
                    $"{path} has a tensor {name} that a model by its {PublishedConfig.FileName} lacks.");
        }
    }
}
