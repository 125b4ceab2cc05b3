using Riverrun.Host.Export;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Export;

public sealed class TrainedOnTests
{
    [Fact]
    public void One_processor_is_named_and_two_are_told_to_differ()
    {
        var run = SampleRuns.Simplified().Run;
        var (wide, narrow) = (new Computer("EPYC", "AVX512", "Riverrun 1"), new Computer("A100", null, "Riverrun 1"));

        Assert.Null(TrainedOn.Sentence(run));
        Assert.Equal("Trained on EPYC with AVX512, Riverrun 1.", TrainedOn.Sentence(run with { TrainedOn = [wide] }));
        Assert.Equal(
            "Trained on 2 kinds of processor or build, whose bits differ: EPYC with AVX512, Riverrun 1; A100, "
                + "Riverrun 1.",
            TrainedOn.Sentence(run with { TrainedOn = [wide, narrow] }));
    }

    [Fact]
    public void The_instructions_of_this_processor_are_those_that_the_runtime_sees()
    {
        var told = new Models.Tasks.Trainers("unused").Describe().Instructions;

        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported && OperatingSystem.IsLinux()
            && Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") is null)
            Assert.StartsWith(
                System.Runtime.Intrinsics.X86.Avx512BW.IsSupported ? "AVX512" : "AVX2", told, StringComparison.Ordinal);
    }
}
