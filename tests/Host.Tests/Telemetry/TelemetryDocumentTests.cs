using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Riverrun.Actors.Telemetry;

namespace Riverrun.Host.Tests.Telemetry;

/// <summary>The document says what is sent, with its kinds and units.</summary>
public sealed partial class TelemetryDocumentTests
{
    private static readonly string Document =
        File.ReadAllText(Path.Combine(Repository.Root, "src", "Host", "Telemetry", "README.md"));

    [Fact]
    public void Every_metric_stands_in_the_document_with_its_kind_and_unit_and_no_other_does()
    {
        var published = new HashSet<(string, string, string?)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == RuntimeTelemetry.SourceName)
                    published.Add(
                        (instrument.Name, instrument.GetType().Name.Split('`')[0].ToLowerInvariant(), instrument.Unit));
            },
        };
        RuntimeTelemetry.RecordLease("a", "river");
        listener.Start();

        Assert.NotEmpty(published);
        Assert.Equal(
            published.Order(),
            Metrics().Matches(Document)
                .Select(match => (match.Groups[1].Value, match.Groups[2].Value, (string?)match.Groups[3].Value))
                .Order());
    }

    [Fact]
    public void Every_span_that_is_started_stands_in_the_document()
    {
        var source = File.ReadAllText(
            Path.Combine(Repository.Root, "src", "Actors", "Telemetry", "RuntimeTelemetry.cs"));
        var verbs = Spans().Matches(source).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Equal(["checkpoint", "decide", "lease", "request", "train"], verbs.Order());
        Assert.All(verbs, verb => Assert.Contains($"\n| `{verb} ", Document, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| `(riverrun\.[a-z_.]+)` \| (\w+) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Metrics();

    [GeneratedRegex("""\bStart\("(\w+)",""")]
    private static partial Regex Spans();
}
