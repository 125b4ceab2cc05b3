using Riverrun.Models.Native;
using Riverrun.Models.Training;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Native;

public sealed class LibTorchTests
{
    [Fact]
    public void The_version_is_known_before_TorchSharp_runs_and_is_the_one_it_tells() =>
        Assert.Equal((__version__, LibTorch.Version), (BuildVersions.LibTorch, LibTorch.MadeFor));

    [Fact]
    public void The_libtorch_of_the_build_computes_what_it_must_and_says_where_it_lies()
    {
        var report = LibTorchTrial.Run();

        Assert.Equal((LibTorch.MadeFor, false, null), (report.Version, report.IsBrought, report.Complaint));
        Assert.True(File.Exists(Path.Combine(report.Folder!, "libtorch_cpu.so")));
    }

    [Theory]
    [InlineData("libtorch_cpu.so: cannot open shared object file: Too many open files",
        "because this process may not open more files; raise the limit that ulimit -n shows to 1024 or more.")]
    [InlineData("libstdc++.so.6: cannot open shared object file: Too many open files\n/x/libLibTorchSharp.so: version "
        + "`GLIBCXX_3.4.32' not found: Too many open files", "because this process may not open more files; raise the "
        + "limit that ulimit -n shows to 1024 or more.")]
    [InlineData("libtorch_cpu.so: failed to map segment from shared object",
        "because this process may not use more memory; raise the limit that ulimit -v shows, or free memory.")]
    [InlineData("libtorch_cpu.so: cannot create shared object descriptor: Cannot allocate memory",
        "because this process may not use more memory; raise the limit that ulimit -v shows, or free memory.")]
    [InlineData("/x/libtorch_cpu.so: cannot open shared object file: Permission denied",
        "because this user may not read /x/libtorch_cpu.so.")]
    [InlineData("libcudart.so.12: cannot open shared object file: No such file or directory",
        "because it needs libcudart.so.12, which this system does not have; install the package that has it.")]
    [InlineData("/x/libc10.so: wrong ELF class: ELFCLASS32",
        "because /x/libc10.so is damaged or built for another processor; build or install it again.")]
    [InlineData("/x/libc10.so: file too short",
        "because /x/libc10.so is damaged or built for another processor; build or install it again.")]
    public void What_cannot_be_loaded_is_blamed_on_its_true_cause(string loader, string cause)
    {
        var words = "Unable to load shared library '/x/libLibTorchSharp.so' or one of its dependencies. In order to "
            + "help diagnose loading problems, "
            + $"consider using a tool like strace. If you're using glibc, consider setting the LD_DEBUG environment "
            + $"variable: \n{loader}";

        Assert.Equal(
            $"libLibTorchSharp.so cannot be loaded, {cause}", LoadFailure.Sentence("/x/libLibTorchSharp.so", words));
    }

    [Fact]
    public void A_system_that_is_too_old_is_said_with_what_it_lacks() =>
        Assert.Equal(
            "libtorch_cpu.so is built for a newer system than this one (/lib/libm.so.6: version `GLIBC_2.38' not "
                + "found (required by /x/libtorch_cpu.so)); use an older build of it, or a newer system.",
            LoadFailure.Sentence(
                "/x/libtorch_cpu.so",
                "advice: \n/lib/libm.so.6: version `GLIBC_2.38' not found (required by /x/libtorch_cpu.so)"));
}
