using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Web;

/// <summary>What is asked for in too large a measure.</summary>
public sealed class ApiLimitsTests(ServedHome home) : IClassFixture<ServedHome>
{
    private const int LargestBytes = 64 << 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_spec_is_read_up_to_64_kibibytes()
    {
        var source = home.Gateway.Spec.Source;
        home.Gateway.Sent.Clear();

        var accepted =
            await PostAsync("/runs", new { source = source + new string('#', LargestBytes - source.Length) });
        var refused =
            await PostAsync("/runs", new { source = source + new string('#', LargestBytes - source.Length) + "é" });

        Assert.Equal(HttpStatusCode.OK, accepted.Status);
        Assert.Equal((HttpStatusCode.BadRequest, "The spec has 65538 bytes; it must have at most 65536."), refused);
        Assert.Single(home.Gateway.Sent);
    }

    [Fact]
    public async Task A_fork_changes_at_most_a_thousand_things_and_64_kibibytes()
    {
        home.Gateway.Sent.Clear();

        var many = await ForkAsync(Enumerable.Repeat("seed=1", 1001));
        var large = await ForkAsync(Enumerable.Repeat("seed=1" + new string('#', 6548), 10));
        var accepted = await ForkAsync(Enumerable.Repeat("learning-rate.peak=1e-3", 1000));

        Assert.Equal((HttpStatusCode.BadRequest, "The fork has 1001 changes; it must have at most 1000."), many);
        Assert.Equal(
            (HttpStatusCode.BadRequest, "The changes of the fork have 65540 bytes; they must have at most 65536."),
            large);
        Assert.Equal(HttpStatusCode.OK, accepted.Status);
        Assert.Single(home.Gateway.Sent);
    }

    private Task<(HttpStatusCode Status, string? Detail)> ForkAsync(IEnumerable<string> changes) =>
        PostAsync("/runs/river-1/forks", new { branch = "river", atStep = 400, changes });

    private async Task<(HttpStatusCode Status, string? Detail)> PostAsync<T>(string path, T body)
    {
        using var response = await home.Raw.PostAsJsonAsync(path, body, JsonSerializerOptions.Default, Cancel);

        return (response.StatusCode,
            (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]?.GetValue<string>());
    }
}
