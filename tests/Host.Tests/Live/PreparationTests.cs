using Riverrun.Host.Live;
using Riverrun.Models.Data;

namespace Riverrun.Host.Tests.Live;

public sealed class PreparationTests : IDisposable
{
    private const long Total = 100_000_000;

    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly HandSetTime _time = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void What_begins_is_said_at_once_and_what_goes_on_every_two_seconds()
    {
        using var preparation = new Preparation(_output, _time, isTerminal: false);

        preparation.Say("Opening the home.");

        for (var read = 0L; read <= Total; read += 1_000_000, _time.Now += TimeSpan.FromMilliseconds(50))
            preparation.Report(new CorpusProgress("text", CorpusPass.Hashing, read, Total));

        preparation.Report(new CorpusProgress("text", CorpusPass.Tokenising, 0, Total));

        Assert.Equal(
            [
                "Opening the home.",
                "Looking whether corpus text is tokenised: 0.0 of 100.0 MB, 0 %.",
                "Looking whether corpus text is tokenised: 40.0 of 100.0 MB, 40 %.",
                "Looking whether corpus text is tokenised: 80.0 of 100.0 MB, 80 %.",
                "Tokenising corpus text: 0.0 of 100.0 MB, 0 %.",
            ],
            Lines());
    }

    [Fact]
    public void A_terminal_has_one_line_which_is_gone_in_the_end()
    {
        using (var preparation = new Preparation(_output, _time, isTerminal: true))
        {
            preparation.Say("Opening the home.");
            preparation.Say("Starting the device.");
        }

        Assert.Equal("\r\e[KOpening the home.\r\e[KStarting the device.\r\e[K", _output.ToString());
    }

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
