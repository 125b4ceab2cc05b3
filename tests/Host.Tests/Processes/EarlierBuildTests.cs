using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>What the build before the common trainer left half-way goes on to the bits it would have come to.</summary>
public sealed class EarlierBuildTests
{
    private const string ItsExponentials = "781a60ca2a77a2b512ed1b76dfe3dd9d9d263792b850d8560d22d522feae1380";

    private static readonly (long, string)[] Valley =
    [
        (60, "3c60927195d9c90263cd860226b03c3f23df9cda65b3718f5855340e71e8b7dc"),
        (120, "bcaa0526f4431a6d7d136ca11e5e602271b267569a9396f51961190347390c94"),
        (180, "4aeaf7bb7f96363cfdd140c5cbe4d9426bb17256b733920f0cef57fd9e40d20e"),
    ];

    private static readonly (long, string)[] Words =
    [
        (20, "8538839d2c6ca5d7336fe7c2597da747076f9d2b585f07fb2b719dc6800887fd"),
        (60, "8c1edba7ce0d0230fd8d19f1270fd0faa98b3965a38788d18fda8eee38bdb109"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Only <c>exp</c> and <c>log</c> of the C library can make the table's bits differ from machine to machine.
    /// </summary>
    [Fact]
    public async Task A_bigram_table_goes_on_to_the_same_bits()
    {
        using var earlier = new EarlierHome("valley");

        var view = await GoOnAsync(earlier, replayed: 15);

        Assert.Equal(180, view["spentSteps"]!.GetValue<long>());
        double[] losses = [1.0416464980077775, 1.0214387338256317, 1.0155580884136821];
        Assert.All(
            losses.Zip(
                view["budgets"]!.AsArray(),
                (before, now) => before - now!["validationLossNats"]!.GetValue<double>()),
            difference => Assert.Equal(0, difference, 1e-12));

        if (Exponentials() == ItsExponentials)
            Assert.Equal(Valley, earlier.Models(view));
    }

    [Fact]
    public async Task A_language_model_goes_on_to_the_same_bits_on_the_same_kind_of_processor()
    {
        using var earlier = new EarlierHome("words");
        using var undisturbed = new TemporaryHome();
        var (code, output, error) = await RiverrunProcess.RunAsync(undisturbed.Path, Cancel, "run", earlier.Spec);
        Assert.True(code == 0, output + error);
        var afresh = await undisturbed.ShowAsync(earlier.Name, Cancel);
        var (here, there) = (Computer(afresh), Computer(await earlier.Home.ShowAsync(earlier.Name, Cancel)));
        Assert.SkipUnless(here == there, $"The home is from {there}; this is {here}, which gives other bits.");

        var view = await GoOnAsync(earlier, replayed: 16);

        Assert.Equal(Words, earlier.Models(view));
        Assert.Equal(TemporaryHome.Models(afresh).Split('\n')[^1], TemporaryHome.Models(view).Split('\n')[^1]);
    }

    /// <summary>Goes on to the end; what was stored stays as it is.</summary>
    private static async Task<JsonObject> GoOnAsync(EarlierHome earlier, int replayed)
    {
        var before = earlier.Stored();

        var (code, output, error) = await RiverrunProcess.RunAsync(earlier.Home.Path, Cancel, "run", earlier.Spec);

        Assert.True(code == 0, output + error);
        Assert.Contains($"{replayed} steps replayed after a resume, the same bits", output, StringComparison.Ordinal);
        Assert.Equal(before, earlier.Stored().Take(before.Count));
        var verified = await RiverrunProcess.RunAsync(earlier.Home.Path, Cancel, "verify", earlier.Name);
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        var view = await earlier.Home.ShowAsync(earlier.Name, Cancel);
        Assert.Equal(
            (replayed, 0),
            (view["replayChecks"]!["steps"]!.GetValue<int>(), view["replayChecks"]!["diverged"]!.GetValue<int>()));

        return view;
    }

    /// <summary>What decides the bits of a language model; Riverrun's own version does not.</summary>
    private static string Computer(JsonObject view)
    {
        var on = view["trainedOn"]![0]!;

        return $"{on["processor"]}, {on["instructions"]}, {on["build"]!.GetValue<string>().Split(", ", 2)[1]}";
    }

    private static string Exponentials()
    {
        var values = Enumerable.Range(1, 50_000)
            .SelectMany(i => (double[])[Math.Exp(-i / 2_347.0), Math.Log(i / 50_021.0)])
            .ToArray();

        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
    }
}
