using Riverrun.Models.Native;

namespace Riverrun.Models.Tests.Native;

public sealed class ElfFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-elf-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_a_library_calls_has_what_it_needs_and_the_system_has_the_rest()
    {
        var wrapper = ElfFile.Read(Wrapper);
        var libtorch = ElfFile.Read(OfLibTorch("libtorch_cpu.so"));
        var core = ElfFile.Read(OfLibTorch("libc10.so"));

        Assert.Equal(("libLibTorchSharp.so", "libtorch_cpu.so", 62), (wrapper.Name, libtorch.Name, libtorch.Machine));
        Assert.True(wrapper.Wants.Count > 1000);
        Assert.DoesNotContain(wrapper.Wants, name => name is "malloc" or "__gmon_start__");
        Assert.Contains("_ZN2at13globalContextEv", libtorch.Exports);
        Assert.All(wrapper.Wants, name =>
            Assert.True(libtorch.Exports.Contains(name) || core.Exports.Contains(name), name));
    }

    [Theory]
    [InlineData(0, "has 0 bytes")]
    [InlineData(63, "has 63 bytes")]
    [InlineData(100_000, "has 100,000 bytes")]
    public void A_library_that_is_cut_off_is_told_from_one_that_is_whole(int bytes, string words)
    {
        var file = Path.Combine(_directory.FullName, "libc10.so");
        File.WriteAllBytes(file, File.ReadAllBytes(OfLibTorch("libc10.so"))[..bytes]);

        var refusal = Assert.Throws<InvalidDataException>(() => ElfFile.Read(file));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_is_no_library()
    {
        var file = Path.Combine(_directory.FullName, "libc10.so");
        File.WriteAllText(file, new string('x', 200));

        Assert.Equal(
            $"{file} is no library for Linux on a processor of 64 bits.",
            Assert.Throws<InvalidDataException>(() => ElfFile.Read(file)).Message);
    }

    private static string Wrapper => LibTorchFiles.Wrapper!; // The build has it.

    private static string OfLibTorch(string name) => Path.Combine(LibTorch.Folder!, name);
}
