using System.Diagnostics;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A disk that has room for one export and not for two, and one that is a file system of its own.</summary>
public sealed class ExportOnFullDiskTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    /// <remarks>The disks belong to a mount namespace: they go with the shell, whatever happens to it.</remarks>
    private const string Script = """
        disk=$1 log=$2 program=$3 home=$4
        mount -t tmpfs -o size=320k tmpfs "$disk" || exit 0
        say() { name=$1; shift; dotnet "$program" export wsd-s --to safetensors "$@" --home "$home" >"$log/$name.out" 2>"$log/$name.err"; echo $? >"$log/$name.code"; }
        sum() { (cd "$1" && find . -type f | sort | xargs sha256sum) >"$log/$2.sum"; ls -A "$disk" >"$log/$2.ls"; }
        say good "$disk/model" --budget 60; sum "$disk/model" good
        head -c 1m /dev/zero >"$disk/filler" 2>/dev/null
        say full "$disk/model" --budget 120; sum "$disk/model" full
        rm "$disk/filler"; rm -r "$disk/model"; mkdir "$disk/volume"
        mount -t tmpfs -o size=1m tmpfs "$disk/volume"
        say volume "$disk/volume" --budget 60; sum "$disk/volume" volume
        say again "$disk/volume" --budget 120; sum "$disk/volume" again
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-disk-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_full_disk_costs_the_new_export_and_not_the_old_one()
    {
        await OnSmallDiskAsync();

        Assert.True(Text("good.code") == "0\n", Text("good.err"));
        Assert.Equal(("1\n", Text("good.sum")), (Text("full.code"), Text("full.sum")));
        Assert.Matches("^[^\n]*No space left on device[^\n]*\n$", Text("full.err"));
        Assert.Equal("model\n", Text("good.ls"));
        Assert.Equal("filler\nmodel\n", Text("full.ls"));
        Assert.True(Text("volume.code") == "0\n", Text("volume.err"));
        Assert.Equal(Text("good.sum"), Text("volume.sum"));
        Assert.True(Text("again.code") == "0\n", Text("again.err"));
        Assert.Equal(Files("good.sum"), Files("again.sum"));
        Assert.NotEqual(Text("volume.sum"), Text("again.sum"));
    }

    private async Task OnSmallDiskAsync()
    {
        var disk = _directory.CreateSubdirectory("disk").FullName;

        try
        {
            using var shell = Process.Start(new ProcessStartInfo(
                "unshare",
                [
                    "--map-root-user", "--mount", "bash", "-c", Script, "bash", disk, _directory.FullName,
                    RiverrunProcess.Program,
                    finished.Home.Path,
                ])
            {
                RedirectStandardError = true,
            })!;
            await shell.WaitForExitAsync(Cancel);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no unshare here, so no small disk to fill.");
        }

        Assert.SkipUnless(
            File.Exists(Path.Combine(_directory.FullName, "good.code")),
            "This system lets nobody mount a small disk to fill.");
    }

    private string[] Files(string sums) =>
        [.. Text(sums).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])];

    private string Text(string name) => File.ReadAllText(Path.Combine(_directory.FullName, name));
}
