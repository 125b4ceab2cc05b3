using Riverrun.Host.Settings;

namespace Riverrun.Host.Tests.Settings;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_the_directory_of_the_home(string? text) => Assert.Equal(
        new StoreAddress.Folder("/home/of/run/checkpoints", OfHome: true), StoreAddress.Parse(text, "/home/of/run"));

    [Theory]
    [InlineData("/home/of/run/checkpoints", "/home/of/run/checkpoints")]
    [InlineData("/shared/dir", "/shared/dir")]
    [InlineData("file:/shared/dir", "/shared/dir")]
    [InlineData("file:///shared/dir", "/shared/dir")]
    [InlineData("/shared/../dir/", "/dir/")]
    public void A_path_is_a_directory(string text, string path) =>
        Assert.Equal(new StoreAddress.Folder(path), StoreAddress.Parse(text, "/home/of/run"));

    [Theory]
    [InlineData("s3://bucket", "bucket", "")]
    [InlineData("s3://bucket/", "bucket", "")]
    [InlineData("s3://my.bucket-1/runs/of/spring", "my.bucket-1", "runs/of/spring/")]
    [InlineData("s3://bucket/prefix/", "bucket", "prefix/")]
    public void A_bucket_has_a_prefix_that_ends_with_a_slash_or_none(string text, string name, string prefix) =>
        Assert.Equal(new StoreAddress.Bucket(name, prefix), StoreAddress.Parse(text, "/home"));

    [Fact]
    public void Coordinators_are_a_list_of_urls()
    {
        var address = StoreAddress.Parse("https://one:7447, http://127.0.0.1:7448/riverrun/", "/home");

        Assert.Equal(
            [new Uri("https://one:7447/"), new Uri("http://127.0.0.1:7448/riverrun/")],
            Assert.IsType<StoreAddress.Coordinators>(address).Urls);
    }

    [Theory]
    [InlineData("file:")]
    [InlineData("file://host/share")]
    [InlineData("s3:bucket")]
    [InlineData("s3://")]
    [InlineData("s3://Bucket/prefix")]
    [InlineData("s3://bucket/../other")]
    [InlineData("ftp://host/dir")]
    [InlineData("gs://bucket")]
    [InlineData("https://")]
    [InlineData("https://user:secret@host:7447")]
    [InlineData("https://host:7447?token=1")]
    [InlineData("https://host:7447, /shared/dir")]
    public void What_is_no_address_is_refused_with_what_would_be_right(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => StoreAddress.Parse(text, "/home"));

        Assert.Equal($"'{text}' is no place for checkpoints; it {StoreAddress.Right}.", refusal.Message);
    }
}
