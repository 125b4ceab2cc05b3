using Riverrun.Host.Client;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Tests.Client;

public sealed class ServerAddressesTests
{
    [Theory]
    [InlineData("http://a:1", "http://a:1")]
    [InlineData("http://a:1,http://b:2", "http://a:1,http://b:2")]
    [InlineData(" http://a:1 ,\thttp://b:2\n", "http://a:1,http://b:2")]
    [InlineData("http://a:1,", "http://a:1")]
    [InlineData(",http://b:2,,http://a:1,", "http://b:2,http://a:1")]
    [InlineData("http://a:1,http://a:1/,HTTP://A:1,http://b:2", "http://a:1,http://b:2")]
    [InlineData("https://a,https://a:443,http://a", "https://a,http://a")]
    [InlineData("http://[::1]:7447,http://127.0.0.1:7447", "http://[::1]:7447,http://127.0.0.1:7447")]
    public void A_list_is_read_in_its_order_each_coordinator_once(string urls, string read) =>
        Assert.Equal(read, ServerAddresses.Parse(urls, token: null, authorityFile: null).Text());

    [Theory]
    [InlineData("http://a:1,b:2", "b:2")]
    [InlineData("http://a:1,http://b:2/path", "http://b:2/path")]
    [InlineData("http://a:1;http://b:2", "http://a:1;http://b:2")]
    [InlineData("http://a:1 http://b:2", "http://a:1 http://b:2")]
    [InlineData("ftp://a:1,http://b:2", "ftp://a:1")]
    [InlineData(",", ",")]
    [InlineData(" ", " ")]
    public void One_that_is_wrong_is_refused_by_its_name(string urls, string wrong) =>
        Assert.StartsWith(
            $"The address of the coordinator is {wrong}; it must be ",
            Assert.Throws<InvalidConfigurationException>(
                () => ServerAddresses.Parse(urls, token: null, authorityFile: null)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_token_is_that_of_all() =>
        Assert.All(ServerAddresses.Parse("http://a:1,http://b:2", "secret", authorityFile: null), server =>
            Assert.Equal("secret", server.Token));
}
