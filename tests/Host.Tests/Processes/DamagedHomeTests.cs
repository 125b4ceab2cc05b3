using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>Databases and checkpoints that something has harmed: one sentence each, and nothing more is lost.</summary>
public sealed class DamagedHomeTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryHome _home = finished.Copy();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("journal.db", "journal")]
    [InlineData("snapshots.db", "snapshot database")]
    public async Task A_damaged_database_is_one_sentence_and_stays_as_it_is(string name, string what)
    {
        var file = Path.Combine(_home.Path, name);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        Array.Fill(bytes, (byte)0xA5, 100, 4000);
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        var error = await RefusedAsync(TemporaryHome.SmallRun);

        Assert.StartsWith($"The {what} {file} is damaged (", error, StringComparison.Ordinal);
        Assert.EndsWith(
            "put a copy in its place, or name another --home; nothing was changed.\n", error, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file, Cancel));
    }

    [Theory]
    [InlineData(true, "missing")]
    [InlineData(false, "empty")]
    public async Task A_lost_journal_does_not_let_the_collection_take_the_checkpoints(bool isGone, string state)
    {
        var journal = Path.Combine(_home.Path, "journal.db");
        var blobs = Blobs();

        if (isGone)
            File.Delete(journal);
        else
            await File.WriteAllBytesAsync(journal, [], Cancel);

        Assert.Equal(
            $"The journal {journal} is {state}, and {blobs.Length} checkpoints lie beside it; "
            + "put a copy in its place, or name another --home; nothing was changed.\n",
            await RefusedAsync("gc"));
        Assert.Equal(blobs, Blobs());
    }

    [Theory]
    [InlineData(true, "is damaged: the bytes of ")]
    [InlineData(false, "is missing: there is no file ")]
    public async Task A_harmed_model_is_named_by_every_verb_and_the_rest_is_still_there(bool isThere, string what)
    {
        var view = await _home.ShowAsync("wsd-s", Cancel);
        var digest = view["budgets"]![0]!["checkpoint"]!.GetValue<string>();
        var file = await HarmAsync(digest, isThere);

        var sampled = await RefusedAsync("sample", "wsd-s", "--budget", "60");
        var exported =
            await RefusedAsync("export", "wsd-s", "--to", "safetensors", _home.Path + "-weights", "--budget", "60");
        var (code, output, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);
        var verified = await RiverrunProcess.RunAsync(_home.Path, Cancel, "verify", "wsd-s", "--json");

        Assert.StartsWith($"Checkpoint {digest} {what}{file}", sampled, StringComparison.Ordinal);
        Assert.EndsWith(
            "; put a copy of that file in its place, and riverrun verify checks the rest.\n",
            sampled,
            StringComparison.Ordinal);
        Assert.Equal((sampled, sampled), (exported, error));
        Assert.Equal(1, code);
        Assert.Contains("\n   120 ", output, StringComparison.Ordinal);
        Assert.Contains("report.html", output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (verified.Code, verified.Error));
        Assert.Equal(
            ["checkpoints"],
            JsonNode.Parse(verified.Output)!["checks"]!.AsArray()
                .Where(check => !check!["ok"]!.GetValue<bool>())
                .Select(check => check!["name"]!.GetValue<string>()));
        Assert.Equal(view.ToJsonString(), (await _home.ShowAsync("wsd-s", Cancel)).ToJsonString());
    }

    [Fact]
    public async Task A_run_goes_on_from_the_checkpoint_before_the_damaged_one_and_makes_it_whole()
    {
        var before = await _home.ShowAsync("wsd-s", Cancel);
        var file = await HarmAsync(before["budgets"]![2]!["checkpoint"]!.GetValue<string>(), isThere: true);
        await RiverrunProcess.RunAsync(_home.Path, Cancel, "budget", "add", "wsd-s", "300");

        var (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);

        Assert.True(code == 0, error);
        var after = await _home.ShowAsync("wsd-s", Cancel);
        Assert.StartsWith(TemporaryHome.Models(before), TemporaryHome.Models(after), StringComparison.Ordinal);
        Assert.Equal(300, after["spentSteps"]!.GetValue<long>());
        Assert.Equal(0, after["replayChecks"]!["diverged"]!.GetValue<long>());
        Assert.Equal(
            before["budgets"]![2]!["checkpoint"]!.GetValue<string>()[7..],
            Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file, Cancel))));
    }

    private string[] Blobs() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(_home.Path, "checkpoints"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal),
    ];

    private async Task<string> HarmAsync(string digest, bool isThere)
    {
        var file = Path.Combine(_home.Path, "checkpoints", digest[7..9], digest[9..]);

        if (!isThere)
        {
            File.Delete(file);

            return file;
        }

        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        return file;
    }

    private async Task<string> RefusedAsync(params string[] words)
    {
        var (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, words);
        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));

        return error;
    }
}
