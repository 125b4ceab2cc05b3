using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Web;

public sealed class MemoryGateTests(ServedHome home) : IClassFixture<ServedHome>
{
    private static readonly string[] Huge = ["model.width=65536", "model.layers=100"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_no_memory_here_holds_is_refused_as_a_wrong_call_and_not_stored()
    {
        using var client = home.Client;
        var source = SpecLoader.Change(home.Gateway.Spec.Source, [.. Huge, "name=huge"]).Source;

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.StartAsync(source, Cancel));

        Assert.Equal(400, refused.Status);
        Assert.StartsWith("Run huge needs at least ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(home.Gateway.Sent, sent => sent.Run == "huge");
    }

    [Fact]
    public async Task A_run_that_is_there_may_be_woken_whatever_it_takes()
    {
        using var client = home.Client;

        Assert.Equal(
            "start", (await client.StartAsync(SpecLoader.Change(home.Gateway.Spec.Source, Huge).Source, Cancel))
                .Command);
    }

    [Fact]
    public async Task A_fork_that_no_memory_here_holds_is_refused()
    {
        using var client = home.Client;

        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => client.ForkAsync("river-1", new ForkBody("river", 400, "wide", Huge), Cancel));

        Assert.Equal(400, refused.Status);
        Assert.Contains("make model.width, model.layers", refused.Message, StringComparison.Ordinal);
    }
}
