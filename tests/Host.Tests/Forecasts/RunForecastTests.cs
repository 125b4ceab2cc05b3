using Riverrun.Host.Forecasts;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Forecasts;

public sealed class RunForecastTests
{
    [Fact]
    public void Steps_tokens_and_checkpoints_are_those_of_the_plan()
    {
        var forecast = Of("wsd-s", "data.accumulation-steps=2");

        Assert.Equal((1600, 1600 * 16 * 64 * 2d), (forecast.Steps, forecast.Tokens));
        // The ends of warm-up, three stable stages and three decays, of which four are no multiples of 100; 16
        // multiples in all.
        Assert.Equal((7 + 16 - 3, 7 + 2), (forecast.CheckpointsWritten, forecast.CheckpointsKept));
        Assert.Equal(forecast.CheckpointsKept * forecast.Largest.Memory.CheckpointBytes, forecast.BytesKept);
    }

    [Fact]
    public void Every_branch_counts()
    {
        var forecast = Of("cosine", "checkpoints.every-steps=0");

        Assert.Equal((2800, 6), (forecast.Steps, forecast.CheckpointsWritten));
        Assert.Equal(forecast.CheckpointsWritten, forecast.CheckpointsKept);
    }

    [Fact]
    public void A_merge_costs_no_step_and_its_checkpoints_do_not_last()
    {
        var forecast = Of("wsm", "checkpoints.every-steps=0");

        // The warm-up's end, eight for each of three budgets, of which the last lasts, and three models.
        Assert.Equal((1600, 1 + (3 * 8) + 3), (forecast.Steps, forecast.CheckpointsWritten));
        Assert.Equal(1 + 3 + 3 + 2, forecast.CheckpointsKept);
    }

    [Fact]
    public void Measuring_costs_as_well()
    {
        Assert.True(Of("wsd-s", "evaluation.every-steps=1").Operations > 1.5 * Of("wsd-s", "evaluation.every-steps=0")
            .Operations);
    }

    [Fact]
    public void Time_is_work_over_speed()
    {
        var forecast = Of("wsd-s");

        var time = forecast.TimeAt(new ProbeSpeed(1e10, 1e10));

        Assert.Equal((forecast.Operations + forecast.ElementBytes) / 1e10, time!.Value.TotalSeconds, 1e-3);
        Assert.Null(forecast.TimeAt(new ProbeSpeed(1e-30, 1)));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1.00 KiB")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(12.5 * (1 << 20), "12.5 MiB")]
    [InlineData(1023.9 * (1 << 20), "1.00 GiB")]
    [InlineData(9.2e18, "7.98 EiB")]
    public void Bytes_are_written_to_three_figures(double bytes, string text)
    {
        Assert.Equal(text, Amounts.Bytes(bytes));
    }

    private static RunForecast Of(string recipe, params string[] changes) =>
        RunForecast.Of(Tests.Specs.Specs.Load(recipe, changes).Runs[0].Spec.Spec, WorkloadForecast.Vocabulary);
}
