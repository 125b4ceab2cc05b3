using Riverrun.Models.Data;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Specs;

/// <summary>
/// The paths of a spec. One that is relative means another file to whoever reads it elsewhere: a second terminal, a
/// worker. So <c>run</c> writes them in full, and a coordinator takes no other ones.
/// </summary>
public static class DataPaths
{
    /// <summary>A sentence for the first relative path of a spec, or null when there is none.</summary>
    public static string? Problem(RunSpec spec)
    {
        foreach (var (name, workload) in spec.Workloads)
            foreach (var (key, path) in Of(workload))
                if (!Path.IsPathRooted(path))
                    return $"{(name == RunSpec.MainWorkload ? "" : $"stage {name}: ")}{key} is {path}, which a worker "
                        + "would look for in "
                        + "the directory that it happens to run in; write the path in full, such as /data/notes.txt.";

        return null;
    }

    /// <summary>Writes every relative path of a spec in full.</summary>
    /// <param name="tree">The spec, which is changed.</param>
    /// <param name="directory">Where relative paths begin.</param>
    public static void Root(HoconObject tree, string directory)
    {
        if (tree.Items.GetValueOrDefault("data") is HoconObject data)
            RootData(data, directory);

        if (tree.Items.GetValueOrDefault("model") is HoconObject model
            && model.Items.GetValueOrDefault("from") is { } from)
            model.Set("from", FullFolder(from, directory));

        if (tree.Items.GetValueOrDefault("stages") is HoconArray stages)
            foreach (var stage in stages.Items.OfType<HoconObject>())
                Root(stage, directory);
    }

    /// <summary>The text of a spec with every path in full.</summary>
    public static string Rooted(string source, string directory)
    {
        var tree = new HoconResolver([HoconParser.Read(source, "the run's spec")]).Root();
        Root(tree, directory);

        return HoconWriter.Write(tree);
    }

    private static IEnumerable<(string Key, string Path)> Of(Workload workload)
    {
        var data = workload.Data;

        if (workload.Model is ModelConfig.Llama { From: { } from })
            yield return ("model.from.folder", from.Folder);

        if (data is CorpusConfig.Text text)
            foreach (var file in text.Files)
                yield return ("data.files", file);

        var tokenizer = data.IsText ? Corpora.WindowsOf(data).Tokenizer : null;

        if (tokenizer is TokenizerConfig.HuggingFace published)
            yield return ("data.tokenizer.folder", published.Folder);

        if (tokenizer is TokenizerConfig.Bpe bpe)
        {
            yield return ("data.tokenizer.vocabulary", bpe.VocabularyFile);
            yield return ("data.tokenizer.merges", bpe.MergesFile);
        }
    }

    private static void RootData(HoconObject data, string directory)
    {
        if (data.Items.GetValueOrDefault("files") is HoconArray files)
            data.Set("files", new HoconArray(files.Origin, [.. files.Items.Select(file => Full(file, directory))]));

        if (data.Items.GetValueOrDefault("tokenizer") is HoconObject tokenizer)
            foreach (var key in (string[])["vocabulary", "merges", "folder"])
                if (tokenizer.Items.GetValueOrDefault(key) is { } file)
                    tokenizer.Set(key, Full(file, directory));
    }

    private static HoconNode FullFolder(HoconNode from, string directory)
    {
        if (from is HoconObject pinned && pinned.Items.GetValueOrDefault("folder") is { } folder)
            pinned.Set("folder", Full(folder, directory));

        return Full(from, directory);
    }

    private static HoconNode Full(HoconNode node, string directory) =>
        node is HoconValue { Text: { Length: > 0 } path }
            ? new HoconValue(node.Origin, Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, directory)))
            : node;
}
