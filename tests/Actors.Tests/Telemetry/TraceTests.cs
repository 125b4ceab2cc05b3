using System.Diagnostics;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Telemetry;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Telemetry;

public sealed class TraceTests
{
    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, "river")]
    [InlineData(PolicyKind.WarmupStableDecay, "budget-160")]
    public async Task The_model_of_an_added_budget_is_traced_back_to_the_request(PolicyKind policy, string branch)
    {
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RuntimeTelemetry.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => { lock (ended) ended.Add(activity); },
        };
        ActivitySource.AddActivityListener(listener);
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(policy, 40));
        await runtime.UntilAsync(run => run.Status == "completed");
        ActivityTraceId trace;

        using (var request = RuntimeTelemetry.StartRequest("budget add", null))
        {
            trace = request!.TraceId;
            await runtime.Gateway.SendAsync(
                new RunId("test-run"), new RunCommand.AddBudget(160), "add", TestContext.Current.CancellationToken);
        }

        await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 2);

        List<Activity> chain;
        lock (ended) chain = [.. ended.Where(activity => activity.TraceId == trace)];
        var model = Assert.Single(chain, activity => activity.DisplayName == "checkpoint write"
            && Equals(activity.GetTagItem("riverrun.step"), 160L)
            && Equals(activity.GetTagItem(RuntimeTelemetry.BranchTag), branch));
        Assert.Contains(chain, activity => activity.DisplayName == "decide AddBudget");
        Assert.Contains(chain, activity => activity.DisplayName == "lease grant");
        Assert.Contains(
            chain, activity => activity.DisplayName == "train slice"
                && Equals(activity.GetTagItem(RuntimeTelemetry.BranchTag), branch));
        Assert.Equal(trace, model.TraceId);
    }
}
