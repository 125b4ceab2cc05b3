using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A disk that fills up in the middle of a run.</summary>
public sealed class FullDiskTests : IDisposable
{
    /// <summary>
    /// Runs a command on a small disk of its own, shows what is stored, frees space, and runs it again.
    /// </summary>
    /// <remarks>The disk belongs to a mount namespace: it goes with the shell, whatever happens to it.</remarks>
    private const string Script = """
        disk=$1 log=$2 program=$3; shift 3
        mount -t tmpfs -o size=3m tmpfs "$disk" || exit 0
        say() { name=$1; shift; dotnet "$program" "$@" --home "$disk/home" >"$log/$name.out" 2>"$log/$name.err"; echo $? >"$log/$name.code"; }
        say full "$@"
        mount -o remount,size=64m "$disk"
        say kept show wsd-s --json
        say again "$@"
        say show show wsd-s --json
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-disk-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_full_disk_is_one_sentence_and_the_same_command_ends_with_the_bits_of_an_undisturbed_run()
    {
        string[] run =
            [.. TemporaryHome.SmallRun, "--set", "data.kind=text", "--set", $"data.files=[\"{Corpus()}/*.txt\"]"];
        using var undisturbed = new TemporaryHome();
        var (code, _, wrong) = await RiverrunProcess.RunAsync(undisturbed.Path, Cancel, run);
        Assert.True(code == 0, wrong);

        await OnSmallDiskAsync(run);

        Assert.Equal(1, Code("full"));
        Assert.Matches(
            @"^[^\n]*(No space left on device|database or disk is full)[^\n]*; once that is put right, the same command goes on from what is stored\.\n$",
            Text("full.err"));
        Assert.InRange(JsonNode.Parse(Text("kept.out"))!["spentSteps"]!.GetValue<long>(), 1, 239);
        Assert.True(Code("again") == 0, Text("again.err"));
        Assert.Equal(
            TemporaryHome.Models(await undisturbed.ShowAsync("wsd-s", Cancel)),
            TemporaryHome.Models(JsonNode.Parse(Text("show.out"))!.AsObject()));
    }

    private async Task OnSmallDiskAsync(string[] run)
    {
        var disk = _directory.CreateSubdirectory("disk").FullName;
        var program = RiverrunProcess.Program;

        try
        {
            using var shell = Process.Start(new ProcessStartInfo(
                "unshare", ["--map-root-user", "--mount", "bash", "-c", Script, "bash", disk, _directory.FullName,
                    program, .. run])
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
            File.Exists(Path.Combine(_directory.FullName, "full.code")),
            "This system lets nobody mount a small disk to fill.");
    }

    private string Corpus()
    {
        var folder = _directory.CreateSubdirectory("corpus").FullName;

        for (var i = 0; i < 20; i++)
            File.WriteAllLines(
                Path.Combine(folder, $"{i}.txt"),
                Enumerable.Range(0, 60).Select(line => $"Line {line} of text {i} says {line * i % 7}."));

        return folder;
    }

    private int Code(string name) => int.Parse(Text($"{name}.code"), CultureInfo.InvariantCulture);

    private string Text(string name) => File.ReadAllText(Path.Combine(_directory.FullName, name));
}
