using System.Diagnostics;

namespace Riverrun.Host.Tests.Processes;

/// <summary>The program with a libtorch that RIVERRUN_LIBTORCH names.</summary>
public sealed class LibTorchTests : IDisposable
{
    private const string Remedy =
        "name the directory torch/lib of PyTorch 2.10.0, the version that this build was made for (pip install "
            + "torch==2.10.0).";
    private static readonly string[] Names = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private readonly TemporaryHome _home = new();
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("riverrun-libtorch-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string OfTheBuild => Directory
        .EnumerateFiles(Path.GetDirectoryName(RiverrunProcess.Program)!, "libtorch_cpu.so", SearchOption.AllDirectories)
        .Select(Path.GetDirectoryName).First()!; // A file has a directory.

    public void Dispose()
    {
        _home.Dispose();
        _elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task A_libtorch_elsewhere_trains_the_same_bits_and_the_builds_own_is_not_loaded()
    {
        Copy(linked: false);
        using var other = new TemporaryHome();

        using var process = Start(_elsewhere.FullName, [.. TemporaryHome.SmallRun, "--home", _home.Path]);
        var loaded = new HashSet<string>();

        for (; !process.HasExited; await Task.Delay(20, Cancel))
            Note(process.Id, loaded);

        var code = await process.ExitAsync(Cancel);
        await RiverrunProcess.RunAsync(other.Path, Cancel, TemporaryHome.SmallRun);

        Assert.True(code == 0, process.Error);
        Assert.Equal([Path.Combine(_elsewhere.FullName, "libtorch_cpu.so")], loaded);
        Assert.Equal(
            TemporaryHome.Models(await other.ShowAsync("wsd-s", Cancel)),
            TemporaryHome.Models(await _home.ShowAsync("wsd-s", Cancel)));
    }

    [Fact]
    public async Task The_doctor_says_which_libtorch_computes_and_that_it_does()
    {
        Copy(linked: true);

        var brought = await RunAsync(_elsewhere.FullName + "/", "doctor", "--home", _home.Path);
        var own = await RunAsync("", "doctor", "--home", _home.Path);

        const string computes = "computes what it must; it is for processors only.";
        Assert.Contains(
            $"libtorch 2.10.0 in {_elsewhere.FullName}, which RIVERRUN_LIBTORCH names, {computes}", brought.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            $"libtorch 2.10.0 in {OfTheBuild}, which this build has, {computes}", own.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relative_path_is_one_from_where_the_program_was_started()
    {
        Copy(linked: true);

        var (code, output, error) =
            await RunAsync(Path.GetRelativePath(Path.GetTempPath(), _elsewhere.FullName), "libtorch");

        Assert.True(code == 0, error);
        Assert.Contains($"\"{_elsewhere.FullName}\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_without_a_libtorch_asks_for_one_and_takes_it()
    {
        Copy(linked: true);
        var program = Path.Combine(_elsewhere.FullName, "program");
        // It has a directory.
        using var copying = Process.Start("cp", ["-rs", Path.GetDirectoryName(RiverrunProcess.Program)!, program]);
        await copying.WaitForExitAsync(Cancel);
        Directory.Delete(
            Directory.EnumerateDirectories(program, "libtorch", SearchOption.AllDirectories).Single(), recursive: true);
        File.Delete(Path.Combine(program, "Riverrun.Host.dll"));
        File.Copy(RiverrunProcess.Program, Path.Combine(program, "Riverrun.Host.dll"));

        var without = await EndAsync("");
        var with = await EndAsync(_elsewhere.FullName);

        Assert.Equal(1, without.Code);
        Assert.Equal(0, (await EndAsync("", "devices", "--home", _home.Path)).Code);
        Assert.Contains(
            "This build has no libtorch of its own (-p:Torch=none); set RIVERRUN_LIBTORCH to the directory torch/lib "
                + "of PyTorch 2.10.0.",
            without.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            $"libtorch 2.10.0 in {_elsewhere.FullName}, which RIVERRUN_LIBTORCH names", with.Output,
            StringComparison.Ordinal);

        async Task<(int Code, string Output)> EndAsync(string libtorch, params string[] words)
        {
            using var process = RiverrunProcess.Start(
                Path.Combine(program, "Riverrun.Host.dll"),
                new Dictionary<string, string> { ["RIVERRUN_LIBTORCH"] = libtorch },
                words.Length > 0 ? words : ["doctor", "--home", _home.Path]);

            return (await process.ExitAsync(Cancel), process.Output);
        }
    }

    [Theory]
    [InlineData("", "which has no libc10.so and no libtorch_cpu.so and no libtorch.so")]
    [InlineData("/nosuch", "which is not there")]
    [InlineData("/file", "which is a file")]
    public async Task What_is_no_directory_of_a_libtorch_is_refused_before_anything_is_trained(
        string below, string cause)
    {
        await File.WriteAllTextAsync(Path.Combine(_elsewhere.FullName, "file"), "", Cancel);

        var (code, _, error) =
            await RunAsync(_elsewhere.FullName + below, [.. TemporaryHome.SmallRun, "--home", _home.Path]);

        Assert.Equal((2, $"RIVERRUN_LIBTORCH is {_elsewhere.FullName}{below}, {cause}; {Remedy}\n"), (code, error));
        Assert.False(Directory.Exists(_home.Path));
    }

    [Fact]
    public async Task A_worker_refuses_it_as_well_and_is_not_started_again()
    {
        var (code, _, error) = await RunAsync(_elsewhere.FullName, "worker", "--device", "all", "--home", _home.Path);

        Assert.Equal(2, code);
        Assert.Equal(
            $"RIVERRUN_LIBTORCH is {_elsewhere.FullName}, which has no libc10.so and no libtorch_cpu.so and no "
                + $"libtorch.so; {Remedy}\n",
            error);
    }

    [Fact]
    public async Task A_library_that_is_cut_off_is_named()
    {
        Copy(linked: true);
        var cut = Path.Combine(_elsewhere.FullName, "libc10.so");
        var whole = await File.ReadAllBytesAsync(cut, Cancel);
        File.Delete(cut);
        await File.WriteAllBytesAsync(cut, whole[..100_000], Cancel);

        var (code, output, _) = await RunAsync(_elsewhere.FullName, "doctor", "--home", _home.Path);

        Assert.Equal(1, code);
        Assert.Contains(
            $"of which a file cannot be used ({cut} is cut off: it has 100,000 bytes", output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_libtorch_that_lacks_functions_is_refused_with_their_number()
    {
        await CompileAsync("");

        var (code, _, error) = await RunAsync(_elsewhere.FullName, "libtorch", "--debug");

        Assert.Equal(2, code);
        Assert.Matches(
            "whose libtorch lacks 1,[0-9]{3} of the 1,[0-9]{3} functions that TorchSharp calls, such as _Z", error);
        Assert.True(error.Split('\n').Count(line => line.StartsWith("missing: _Z", StringComparison.Ordinal)) > 1000);
    }

    [Fact]
    public async Task A_libtorch_that_ends_the_process_ends_the_trial_alone()
    {
        Copy(linked: true);
        await CompileAsync(
            "#include <stdlib.h>\n__attribute__((constructor)) static void end(void) { abort(); }", "libc10_cuda.so");

        var (code, _, error) = await RunAsync(_elsewhere.FullName, [.. TemporaryHome.SmallRun, "--home", _home.Path]);

        Assert.Equal(2, code);
        Assert.StartsWith(
            $"RIVERRUN_LIBTORCH is {_elsewhere.FullName}, whose libtorch ended the process that tried it, with exit "
                + "code 134 (",
            error,
            StringComparison.Ordinal);
    }

    private void Copy(bool linked)
    {
        foreach (var file in Directory.EnumerateFiles(OfTheBuild)
            .Where(file => Names.Contains(Path.GetFileName(file)) || file.Contains("gomp", StringComparison.Ordinal)))
            if (linked)
                File.CreateSymbolicLink(Path.Combine(_elsewhere.FullName, Path.GetFileName(file)), file);
            else
                File.Copy(file, Path.Combine(_elsewhere.FullName, Path.GetFileName(file)));
    }

    /// <summary>Libraries by the right names, with nothing in them but <paramref name="code"/>.</summary>
    private async Task CompileAsync(string code, params string[] names)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "gcc is not installed.");
        var source = Path.Combine(_elsewhere.FullName, "empty.c");
        await File.WriteAllTextAsync(source, code, Cancel);

        foreach (var name in names.Length > 0 ? names : Names)
        {
            using var compiler = Process.Start(
                "gcc", ["-shared", "-fPIC", $"-Wl,-soname,{name}", "-o", Path.Combine(_elsewhere.FullName, name),
                    source]);
            await compiler.WaitForExitAsync(Cancel);
            Assert.Equal(0, compiler.ExitCode);
        }
    }

    private static void Note(int process, HashSet<string> loaded)
    {
        try
        {
            loaded.UnionWith(File.ReadLines($"/proc/{process}/maps")
                .Where(line => line.EndsWith("libtorch_cpu.so", StringComparison.Ordinal))
                .Select(line => line[line.IndexOf('/')..]));
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    private static RiverrunProcess Start(string libtorch, params IEnumerable<string> words) =>
        RiverrunProcess.Start(new Dictionary<string, string> { ["RIVERRUN_LIBTORCH"] = libtorch }, words);

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string libtorch, params IEnumerable<string> words)
    {
        using var process = Start(libtorch, words);
        var code = await process.ExitAsync(Cancel);

        return (code, process.Output, process.Error);
    }
}
