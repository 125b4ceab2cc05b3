using Riverrun.Host.Cli;

namespace Riverrun.Host.Tests.Cli;

public sealed class OpenFilesTests
{
    [Fact]
    public void An_assembly_that_is_there_and_not_found_and_a_socket_that_cannot_be_had_are_a_lack_of_open_files()
    {
        var hidden = new FileNotFoundException(
            "Could not load file or assembly", "Riverrun.Host, Version=1.0.0.0, Culture=neutral");
        var socket = new TypeInitializationException("SocketsTelemetry", new IOException("Too many open files"));

        Assert.All(
            new Exception[] { hidden, socket },
            wrong => Assert.Contains("ulimit -n", OpenFiles.Lack(wrong), StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_none() =>
        Assert.Null(OpenFiles.Lack(new FileNotFoundException("There is no such file.", "/data/nosuch.txt")));
}
