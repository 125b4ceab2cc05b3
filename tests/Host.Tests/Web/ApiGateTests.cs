using Microsoft.AspNetCore.Http;
using Riverrun.Host.Web;

namespace Riverrun.Host.Tests.Web;

public sealed class ApiGateTests
{
    private const string Token = "0123456789abcdef";

    [Theory]
    [InlineData("localhost:7447", "", null)]
    [InlineData("127.0.0.1:7447", "", null)]
    [InlineData("127.8.9.1", "", null)]
    [InlineData("[::1]:7447", "", null)]
    [InlineData("localhost:7447", "http://localhost:7447", null)]
    [InlineData("river.example", "", 421)]
    [InlineData("localhost.river.example:7447", "", 421)]
    [InlineData("0.0.0.0:7447", "", 421)]
    [InlineData("10.0.0.1", "", 421)]
    [InlineData("localhost:7447", "http://localhost:8080", 403)]
    [InlineData("localhost:7447", "https://localhost:7447", 403)]
    [InlineData("localhost:7447", "http://river.example", 403)]
    [InlineData("localhost:7447", "null", 403)]
    public void Without_a_token_pages_of_other_sites_and_other_names_are_refused(
        string host, string origin, int? status)
    {
        var context = Context(host);

        if (origin.Length > 0)
            context.Request.Headers.Origin = origin;

        Assert.Equal(status, new ApiGate(null).Refusal(context)?.StatusCode);
    }

    [Theory]
    [InlineData("Bearer 0123456789abcdef", null)]
    [InlineData("Bearer 0123456789abcdeF", 401)]
    [InlineData("Bearer 0123456789abcde", 401)]
    [InlineData("Bearer 0123456789abcdef ", 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Basic 0123456789abcdef", 401)]
    [InlineData("0123456789abcdef", 401)]
    [InlineData("", 401)]
    public void With_a_token_only_that_token_opens(string authorization, int? status)
    {
        var context = Context("river.example");
        context.Request.Headers.Authorization = authorization;

        var refusal = new ApiGate(Token).Refusal(context);

        Assert.Equal(status, refusal?.StatusCode);
        Assert.Equal(status is null ? "" : "Bearer", context.Response.Headers.WWWAuthenticate.ToString());
        Assert.DoesNotContain(Token, refusal?.ProblemDetails.Detail ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live", true)]
    [InlineData("/health/ready", true)]
    [InlineData("/healthy", false)]
    [InlineData("/runs", false)]
    [InlineData("/openapi.json", false)]
    public void Probes_need_no_token(string path, bool isOpen)
    {
        var context = Context("10.0.0.1");
        context.Request.Path = path;

        Assert.Equal(isOpen, new ApiGate(Token).Refusal(context) is null);
    }

    private static DefaultHttpContext Context(string host) => new()
    {
        Request = { Scheme = "http", Host = new HostString(host), Path = "/runs" },
    };
}
