namespace Riverrun.Models.Data.TokenFiles;

/// <summary>Tells how much of a corpus has been read.</summary>
/// <param name="corpus">What a person calls it.</param>
/// <param name="progress">Is told at the start of each pass and about every mebibyte; null for nobody.</param>
internal sealed class CorpusMeter(string corpus, IProgress<CorpusProgress>? progress)
{
    private const long TellEvery = 1 << 20;

    private CorpusPass _pass;
    private long? _total;
    private long _read;
    private long _told;

    /// <summary>The corpus is read from its start, for another purpose.</summary>
    /// <param name="pass">The purpose.</param>
    /// <param name="total">Bytes that there are; null where only the pass will tell.</param>
    public void Begin(CorpusPass pass, long? total = null)
    {
        // What is tokenised is the text that the pass before has counted.
        _total = pass == CorpusPass.Tokenising ? _read : total;
        (_pass, _read) = (pass, 0);
        Tell();
    }

    /// <summary>So many bytes more were read.</summary>
    public void Add(long bytes)
    {
        _read += bytes;

        if (_read - _told >= TellEvery)
            Tell();
    }

    private void Tell()
    {
        _told = _read;
        progress?.Report(new CorpusProgress(corpus, _pass, _read, _total));
    }
}
