using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Tests.Web;

/// <summary>Parts of a blob that are asked for.</summary>
public sealed class CheckpointRangeTests(ServedHome home) : IClassFixture<ServedHome>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_beyond_the_end_is_refused_with_the_length_there_is()
    {
        var digest = await new CheckpointStore(Path.Combine(home.Directory, "checkpoints"))
            .WriteAsync(stream => stream.Write(new byte[100]), Cancel);
        using var request =
            new HttpRequestMessage(
                HttpMethod.Get, $"/checkpoints/{digest}/content")
            { Headers = { { "Range", "bytes=100-" } } };

        using var response = await home.Raw.SendAsync(request, Cancel);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>(Cancel);

        Assert.Equal(
            (HttpStatusCode.RequestedRangeNotSatisfiable, "application/problem+json"),
            (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(
            "The range bytes=100- lies beyond the end of what there is; Content-Range says how much that is: bytes "
                + "*/100.",
            problem!["detail"]?.GetValue<string>());
    }
}
