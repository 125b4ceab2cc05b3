using System.Globalization;
using System.Text;
using Riverrun.Models.Data;

namespace Riverrun.Host.Live;

/// <summary>
/// Says what is being done before the first step, and how far it is: on a terminal in one line that changes, elsewhere
/// in lines, of which those that merely go on come every two seconds at most.
/// </summary>
/// <param name="output">Where to write; <c>stderr</c> when <c>--json</c> has taken <c>stdout</c>.</param>
/// <param name="time">Says when a line is due.</param>
/// <param name="isTerminal">Whether a line can be written over.</param>
internal sealed class Preparation(TextWriter output, TimeProvider time, bool isTerminal)
    : IProgress<CorpusProgress>, IDisposable
{
    private const string Over = "\r\e[K";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EveryOnTerminal = TimeSpan.FromMilliseconds(200);

    private long? _last;
    private CorpusPass? _pass;
    private bool _isOpen;

    /// <summary>Says that something begins.</summary>
    public void Say(string sentence) => Write(sentence);

    /// <summary>Says how far a corpus is: when another pass begins, and now and then after that.</summary>
    public void Report(CorpusProgress value)
    {
        if (value.Pass != _pass || IsDue())
            Write(Sentence(value));

        _pass = value.Pass;
    }

    /// <summary>Ends the line that changes.</summary>
    public void Dispose()
    {
        if (!_isOpen)
            return;

        output.Write(Over);
        output.Flush();
    }

    private static string Sentence(CorpusProgress progress)
    {
        var doing = progress.Pass switch
        {
            CorpusPass.Hashing => "Looking whether corpus {0} is tokenised",
            CorpusPass.Dividing => "Choosing what of corpus {0} is held out",
            _ => "Tokenising corpus {0}",
        };
        var text = new StringBuilder().AppendFormat(CultureInfo.InvariantCulture, doing, progress.Corpus);

        return progress.TotalBytes is { } total
            ? text.Append(
                CultureInfo.InvariantCulture,
                $": {progress.Bytes / 1e6:0.0} of {total / 1e6:0.0} MB, {100 * progress.Bytes / Math.Max(1, total)} %.")
                .ToString()
            : text.Append(CultureInfo.InvariantCulture, $": {progress.Bytes / 1e6:0.0} MB of text so far.").ToString();
    }

    private bool IsDue() =>
        _last is not { } last || time.GetElapsedTime(last) >= (isTerminal ? EveryOnTerminal : Every);

    private void Write(string sentence)
    {
        _last = time.GetTimestamp();
        _isOpen = isTerminal;

        if (isTerminal)
            output.Write(Over + sentence);
        else
            output.WriteLine(sentence);

        output.Flush();
    }
}
