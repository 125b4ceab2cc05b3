using Riverrun.Host.Forecasts;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Forecasts;

public sealed class MemoryFitTests
{
    private static readonly RunSpec Spec = Tests.Specs.Specs.Load("wsd-s").Runs[0].Spec.Spec;

    [Fact]
    public void What_fits_is_not_spoken_of()
    {
        Assert.Equal(MemoryFit.Fine, Fit(Spec, 24L << 30));
    }

    [Fact]
    public void What_cannot_fit_is_refused_with_the_estimate_what_there_is_and_the_keys()
    {
        var huge = Specs("model.layers=200", "model.width=32768", "model.heads=64");

        var fit = Fit(huge, 24L << 30);

        Assert.Null(fit.Warning);
        Assert.StartsWith("Run wsd-s needs at least ", fit.Refusal, StringComparison.Ordinal);
        Assert.Contains("parameters with gradients and moments ", fit.Refusal, StringComparison.Ordinal);
        Assert.Contains(
            "A processor has 24.0 GiB; make model.width, model.layers", fit.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_alone_can_be_too_many()
    {
        var fit = MemoryFit.Of(Specs("data.batch=512", "data.context=2048"), _ => 200_000, Device(24L << 30));

        Assert.Contains("logits of one batch 2.29 TiB", fit.Refusal, StringComparison.Ordinal);
        Assert.Contains("data.batch", fit.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_not_fit_is_only_warned_of()
    {
        var memory = WorkloadForecast.Of(Spec.Main, 256, Spec.Device).Memory;

        var fit = Fit(Spec, memory.CertainBytes);

        Assert.Null(fit.Refusal);
        Assert.StartsWith("Run wsd-s takes about ", fit.Warning, StringComparison.Ordinal);
        Assert.NotNull(Fit(Spec, memory.CertainBytes - 1).Refusal);
        Assert.Equal(MemoryFit.Fine, Fit(Spec, memory.TotalBytes));
    }

    [Fact]
    public void A_device_of_another_kind_or_without_a_driver_is_not_judged()
    {
        var huge = Specs("model.layers=200", "model.width=32768", "model.heads=64");

        Assert.Equal(MemoryFit.Fine, Fit(huge, 0));
        Assert.Equal(MemoryFit.Fine, MemoryFit.Of(huge, _ => 256, Device(1) with { Kind = DeviceKind.Cuda }));
    }

    [Fact]
    public void A_stage_with_a_model_of_its_own_is_named()
    {
        var staged = Tests.Specs.Specs.Read("""
            name = two, policy = staged
            learning-rate { peak = 1e-3 }
            model { kind = llama, layers = 1, width = 32, heads = 2 }
            data { kind = dotnet-docs, context = 32, batch = 4 }
            stages = [ { name = small, steps = 3 }, { name = large, steps = 3, model { width = 65536, layers = 90 } } ]
            """);

        Assert.StartsWith(
            "Stage large of run two needs at least ", Fit(staged, 24L << 30).Refusal, StringComparison.Ordinal);
    }

    private static RunSpec Specs(params string[] changes) => Tests.Specs.Specs.Load("wsd-s", changes).Runs[0].Spec.Spec;

    private static MemoryFit Fit(RunSpec spec, long bytes) =>
        MemoryFit.Of(spec, WorkloadForecast.LeastVocabulary, Device(bytes));

    private static DeviceDescription Device(long bytes) => new(DeviceKind.Cpu, "A processor", bytes, 2, "a build");
}
