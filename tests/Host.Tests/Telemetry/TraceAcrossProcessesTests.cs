using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Telemetry;

public sealed class TraceAcrossProcessesTests : IDisposable
{
    private const string Spec = """
        name = tiny
        policy = wsd-s
        budgets = [40]
        learning-rate { peak = 16, floor-ratio = 0.1, warm-up-steps = 5, decay { shape = inverse, basis = total, value = 0.1 } }
        model { kind = bigram, deterministic-contexts = 16, uncertain-contexts = 4, tokens = 8 }
        data { kind = bigram, distribution-seed = 1, batch = 8 }
        optimizer { kind = sgd }
        evaluation { every-steps = 10, windows = 1 }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-trace");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_budget_asked_for_in_one_process_is_on_the_same_trace_as_the_checkpoint_another_takes_for_it()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_directory.FullName, "tiny.conf"), Spec, TestContext.Current.CancellationToken);

        await RunAsync(collector, "first-run", "run", "tiny.conf");
        await RunAsync(collector, "asker", "budget", "add", "tiny", "80");
        await RunAsync(collector, "second-run", "run", "tiny.conf");
        var events = await RunAsync(null, "", "events", "tiny", "--json");

        var asked = Assert.Single(collector.Spans, span => span.Service == "asker" && span.ParentId == "");
        var served = Assert.Single(collector.Spans, span => span.Name == "request add-budget");
        var decided = Assert.Single(collector.Spans, span => span.ParentId == served.SpanId);
        Assert.Equal(asked.SpanId, served.ParentId);
        Assert.StartsWith("decide ", decided.Name);
        Assert.Equal("run/tiny", decided.Attributes["riverrun.entity"]);

        var stored = Assert.Single(
            events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!),
            stored => (string?)stored["type"] == "run-budget-added" && (long?)stored["steps"] == 80);
        Assert.Equal($"00-{asked.TraceId}-{decided.SpanId}-01", (string?)stored["traceParent"]);

        var written = collector.Spans.Where(span => span.Name == "checkpoint write").ToArray();
        var caused = Assert.Single(written, span => span.Attributes["riverrun.step"] == "80");
        Assert.Equal("second-run", caused.Service);
        Assert.Equal(asked.TraceId, caused.TraceId);
        Assert.DoesNotContain(
            written, span => span.Attributes["riverrun.step"] == "40" && span.TraceId == asked.TraceId);
        AssertEachParentArrived(collector.Spans.Where(span => span.TraceId == asked.TraceId).ToArray());
    }

    private static void AssertEachParentArrived(ReceivedSpan[] trace)
    {
        var ids = trace.Select(span => span.SpanId).Append("").ToHashSet();

        Assert.All(
            trace, span =>
                Assert.True(ids.Contains(span.ParentId),
                    $"The parent of '{span.Name}' of {span.Service} never arrived."));
    }

    private async Task<string> RunAsync(OtlpReceiver? collector, string service, params string[] words)
    {
        var start = new ProcessStartInfo(
            "dotnet", [RiverrunProcess.Program, .. words, "--home", "home"])
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector?.Endpoint ?? "";
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        start.Environment["OTEL_SERVICE_NAME"] = service;

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var (output, error) =
            (process.StandardOutput.ReadToEndAsync(patience.Token),
                process.StandardError.ReadToEndAsync(patience.Token));

        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(process.ExitCode == 0,
            $"riverrun {string.Join(' ', words)} ended with {process.ExitCode}: {await error}");

        return await output;
    }
}
