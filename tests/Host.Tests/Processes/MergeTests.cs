using System.Text.Json.Nodes;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Tests.Processes;

/// <summary>Merged models from the built program.</summary>
public sealed class MergeTests : IDisposable
{
    private static readonly string[] Wsm =
        [.. TemporaryHome.SmallRun, "--set", "policy=wsm", "--set", "merge.checkpoints=6", "--name", "wsm"];

    /// <summary>Of a float32 from 1 to 2, and what a third in float64 may add to it.</summary>
    private static readonly decimal HalfOfTheLastPlace = (1m / (1 << 24)) + 1e-15m;

    private readonly TemporaryHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_finished_run_gives_a_merged_model_that_is_shown_sampled_and_exported()
    {
        await SayAsync(_home, TemporaryHome.SmallRun);
        var merged = await SayAsync(_home, "merge", "wsd-s", "--branch", "river", "--last", "3", "--name", "mean");
        var again = await SayAsync(_home, "merge", "wsd-s", "--branch", "river", "--last", "3", "--name", "mean");
        await SayAsync(_home, TemporaryHome.SmallRun);
        var sample = await SayAsync(_home, "sample", "wsd-s", "--branch", "mean", "--tokens", "8");
        var weights = Path.Combine(Path.GetDirectoryName(_home.Path)!, "weights");
        await SayAsync(_home, "export", "wsd-s", "--to", "safetensors", weights, "--branch", "mean");

        var view = await _home.ShowAsync("wsd-s", Cancel);
        var model = view["budgets"]!.AsArray().Single(budget => budget!["branch"]!.GetValue<string>() == "mean")!;
        var branch = view["branches"]!.AsArray().Single(known => known!["name"]!.GetValue<string>() == "mean")!;

        Assert.Contains("is the merge of 3 of river@", merged, StringComparison.Ordinal);
        Assert.Contains("already", again, StringComparison.Ordinal);
        Assert.Equal(("reached", 240L), (model["status"]!.GetValue<string>(), view["spentSteps"]!.GetValue<long>()));
        Assert.NotEmpty(sample);
        Assert.All(
            Elements(File.OpenRead(Path.Combine(weights, "model.safetensors"))).Zip(await MeanAsync(branch)),
            pair => Assert.InRange(Math.Abs(pair.Item1 - pair.Item2), 0, HalfOfTheLastPlace));
    }

    [Fact]
    public async Task Killed_again_and_again_a_run_that_merges_ends_with_the_bits_of_an_undisturbed_one()
    {
        using var undisturbed = new TemporaryHome();
        await SayAsync(undisturbed, Wsm);
        var random = new Random(20261130);

        for (var kills = 0; kills < 6; kills++)
        {
            using var run = RiverrunProcess.Start(_home.Path, Wsm);
            await Task.WhenAny(Task.Delay(random.Next(500, 3500), Cancel), run.ExitAsync(Cancel));
            run.Kill();
        }

        await SayAsync(_home, Wsm);

        Assert.Equal(
            TemporaryHome.Models(await undisturbed.ShowAsync("wsm", Cancel)),
            TemporaryHome.Models(await _home.ShowAsync("wsm", Cancel)));
        Assert.Contains("\"ok\":true", await SayAsync(_home, "verify", "wsm", "--json"), StringComparison.Ordinal);
    }

    /// <summary>The mean of each element of a norm's weight, by decimal arithmetic of 28 digits.</summary>
    private async Task<decimal[]> MeanAsync(JsonNode branch)
    {
        var store = CheckpointStore.ToRead(Path.Combine(_home.Path, "checkpoints"));
        var river = (await _home.ShowAsync("wsd-s", Cancel))["branches"]![0]!["checkpoints"]!.AsArray();
        var sources = branch["mergedFrom"]!.AsArray().Select(source => source!["atStep"]!.GetValue<long>()).ToHashSet();
        var states = new List<decimal[]>();

        foreach (var kept in river.Where(kept => sources.Contains(kept!["step"]!.GetValue<long>())))
            states.Add(Elements(
                await store.OpenAsync(CheckpointDigest.Parse(kept!["digest"]!.GetValue<string>()), Cancel)));

        return [.. states[0].Select((_, i) => states.Sum(state => state[i]) / states.Count)];
    }

    private static decimal[] Elements(Stream file)
    {
        using (file)
        {
            var norm = SafeTensors.Read(file).Tensors["model.norm.weight"].Data.ToArray();

            return [.. norm.Chunk(4).Select(element => Exact(BitConverter.ToInt32(element)))];
        }
    }

    /// <summary>A float32 near 1 without a rounding: a cast to decimal keeps seven digits only.</summary>
    private static decimal Exact(int bits)
    {
        var significand = (decimal)((bits & 0x7F_FFFF) | 0x80_0000);

        for (var exponent = (bits >> 23) & 0xFF; exponent < 150; exponent++)
            significand /= 2;

        return significand;
    }

    private static async Task<string> SayAsync(TemporaryHome home, params string[] words)
    {
        var (code, output, error) = await RiverrunProcess.RunAsync(home.Path, Cancel, words);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {output}{error}");

        return output;
    }
}
