using System.Runtime.Versioning;
using Riverrun.Host.Homes;

namespace Riverrun.Host.Tests.Homes;

public sealed class HomeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-home-");

    private string Path => System.IO.Path.Combine(_directory.FullName, "home");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_home_is_made_when_it_is_not_there_and_says_its_version()
    {
        using var home = Home.TryTake(Path);

        Assert.NotNull(home);
        Assert.Equal("1\n", File.ReadAllText(System.IO.Path.Combine(Path, "version")));
    }

    [Fact]
    public void A_home_has_one_owner_until_that_leaves()
    {
        var first = Home.TryTake(Path);

        Assert.Null(Home.TryTake(Path));

        first!.Dispose();
        using var second = Home.TryTake(Path);
        Assert.NotNull(second);
    }

    [Fact]
    public void The_owner_says_where_it_listens_and_takes_it_back()
    {
        var home = Home.TryTake(Path);
        home!.Announce(new HomeOwner(42, "/tmp/a.sock", true));

        Assert.Equal(new HomeOwner(42, "/tmp/a.sock", true), Home.OwnerOf(Path));

        home.Dispose();
        Assert.Null(Home.OwnerOf(Path));
    }

    [Fact]
    public void What_a_dead_owner_left_is_not_believed()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, "owner.json"), """{"pid":1,"socket":"/tmp/gone.sock","hostsDevice":true}""");

        using var home = Home.TryTake(Path);

        Assert.NotNull(home);
        Assert.Null(Home.OwnerOf(Path));
    }

    [Fact]
    public void A_home_of_another_version_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, "version"), "7\n");

        var wrong = Assert.Throws<HomeException>(() => Home.TryTake(Path));

        Assert.Equal(
            $"The home {Path} has version 7, and this build reads version 1; use the build that made it, or another "
                + "--home.",
            wrong.Message);
        Assert.Equal("7\n", File.ReadAllText(System.IO.Path.Combine(Path, "version")));
    }

    [Fact]
    public void A_home_that_cannot_be_written_is_refused_in_one_sentence()
    {
        File.WriteAllText(Path, "a file, not a directory");

        var wrong = Assert.Throws<HomeException>(() => Home.TryTake(Path));

        Assert.StartsWith($"The home {Path} cannot be written", wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith("name a directory that can be with --home.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_path_has_its_socket_inside() => Assert.Equal("/h/api.sock", SocketPath.Of("/h"));

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_path_too_long_for_a_socket_has_it_in_a_private_directory_always_the_same()
    {
        var home = "/" + new string('x', 120);

        var socket = SocketPath.Of(home);

        Assert.True(socket.Length <= 100, socket);
        Assert.Equal(socket, SocketPath.Of(home));
        Assert.NotEqual(socket, SocketPath.Of(home + "y"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(System.IO.Path.GetDirectoryName(socket)!));
        Directory.Delete(System.IO.Path.GetDirectoryName(socket)!);
        Directory.Delete(System.IO.Path.GetDirectoryName(SocketPath.Of(home + "y"))!);
    }
}
