using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Web;

namespace Riverrun.Host.Tests.Web;

public sealed partial class ApiTests(ServedHome home) : IClassFixture<ServedHome>
{
    private static readonly string Zeros = "sha256:" + new string('0', 64);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_shown_as_the_contract_says()
    {
        var json = await home.Raw.GetStringAsync("/runs/river-1", Cancel);

        Assert.Equal(
            $$$"""
            {"name":"river-1","recipe":"wsd-s","policy":"wsd-s","status":"running","failure":null,"seed":1,"budgets":[
            {"steps":400,"status":"reached","checkpoint":"{{{Zeros}}}","validationLossNats":2.5,"bitsPerByte":3.25,"metrics":{"excess":0.5},"branch":"river","ancestorSteps":400,"spentSteps":400},
            {"steps":800,"status":"planned","checkpoint":null,"validationLossNats":null,"bitsPerByte":null,"metrics":null,"branch":"river","ancestorSteps":null,"spentSteps":null}],
            "branches":[{"name":"river","parent":null,"forkStep":null,"status":"training","step":500,"endStep":800,"device":"host/cpu:0",
            "stages":[{"name":"decay-400","firstStep":360,"endStep":400,"phase":"decay","peakLearningRate":0.003,"budget":400}],
            "checkpoints":[{"step":400,"digest":"{{{Zeros}}}","reason":"stage-end"}],
            "live":{"lossNats":2.25,"learningRate":0.003,"stepsPerSecond":10,"tokensPerSecond":10240}}],
            "spentSteps":500,"replayChecks":{"steps":20,"diverged":0}}
            """.ReplaceLineEndings(""),
            json);
    }

    [Fact]
    public async Task A_client_reads_back_what_the_api_wrote()
    {
        using var client = home.Client;

        var view = await client.RunAsync("river-1", Cancel);
        var history = await client.HistoryAsync("river-1", Cancel);

        Assert.Equal(
            JsonSerializer.Serialize(FakeGateway.View, ApiJson.Default.RunView),
            JsonSerializer.Serialize(view, ApiJson.Default.RunView));
        Assert.Equal([2f, float.NaN], history.Branches[0].Losses);
        Assert.Equal(
            (2, 2.5), (history.Branches[0].Evaluations[0].Step,
                history.Branches[0].Evaluations[0].Evaluation.LossNats));
        Assert.Equal(["river-1"], await client.RunsAsync(Cancel));
        Assert.True((await client.VerifyAsync("river-1", Cancel)).Ok);
        Assert.True((await client.CollectAsync(dryRun: true, Cancel)).DryRun);
    }

    [Fact]
    public async Task Commands_reach_the_run_they_name()
    {
        using var client = home.Client;
        home.Gateway.Sent.Clear();

        await client.AddBudgetAsync("river-1", 1200, Cancel);
        await client.RemoveBudgetAsync("river-1", 800, Cancel);
        await client.TellAsync("river-1", "pause", Cancel);
        await client.TellAsync("river-1", "resume", Cancel);
        await client.TellAsync("river-1", "cancel", Cancel);
        await client.CancelBranchAsync("river-1", "budget-400", Cancel);
        await client.RemoveForkAsync("river-1", "peak-1e-3", Cancel);

        Assert.Equal(
            [
                new RunCommand.AddBudget(1200), new RunCommand.RemoveBudget(800), new RunCommand.Pause(),
                new RunCommand.Resume(),
                new RunCommand.Cancel(), new RunCommand.CancelBranch("budget-400"),
                new RunCommand.RemoveFork("peak-1e-3"),
            ],
            home.Gateway.Sent.Select(sent => sent.Command));
        Assert.Equal(7, home.Gateway.Sent.Select(sent => sent.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_fork_carries_the_changed_spec_and_gets_a_name()
    {
        using var client = home.Client;
        home.Gateway.Sent.Clear();

        var accepted =
            await client.ForkAsync("river-1", new ForkBody("river", 400, Changes: ["learning-rate.peak=1e-3"]), Cancel);

        var fork = Assert.IsType<RunCommand.Fork>(home.Gateway.Sent.Single().Command);
        Assert.Equal(("river", 400, 1e-3), (fork.Branch, fork.AtStep, fork.Spec.LearningRate.Peak));
        Assert.Equal("peak-1e-3-at-400", fork.Name);
        Assert.Equal(fork.Name, accepted.Branch);
    }

    [Fact]
    public async Task A_fork_without_a_name_is_named_by_what_is_asked_so_that_a_repeated_request_names_the_same()
    {
        using var client = home.Client;
        var (deep, changed) = (new string('a', 60), new ForkBody("river", 400, Changes: ["learning-rate.peak=1e-3"]));

        var names = new List<string?>();

        foreach (var body in new[] { new("river", 400), changed, changed,
            changed with { Changes = ["learning-rate.peak=2e-3"] }, new(deep, 400), new($"{deep}b", 400) })
            names.Add((await client.ForkAsync("river-1", body, Cancel)).Branch);

        Assert.Equal("fork-400", names[0]);
        Assert.Equal(names[1], names[2]);
        Assert.Equal(5, names.Distinct().Count());
        Assert.All(names, name => Assert.InRange(name!.Length, 1, 64));
    }

    [Fact]
    public async Task A_started_run_has_the_spec_that_its_text_says()
    {
        using var client = home.Client;
        home.Gateway.Sent.Clear();

        await client.StartAsync(home.Gateway.Spec.Source, Cancel);

        var start = Assert.IsType<RunCommand.Start>(home.Gateway.Sent.Single().Command);
        Assert.Equal((home.Gateway.Spec.Source, "river-1"), (start.Source, start.Spec.Name));
    }

    [Fact]
    public async Task The_callers_key_names_the_command()
    {
        home.Gateway.Sent.Clear();

        foreach (var verb in new[] { "pause", "pause", "cancel" })
        {
            using var request =
                new HttpRequestMessage(
                    HttpMethod.Post, $"/runs/river-1/{verb}")
                { Headers = { { "Idempotency-Key", "once" } } };
            await home.Raw.SendAsync(request, Cancel);
        }

        var ids = home.Gateway.Sent.Select(sent => sent.Id).ToList();
        Assert.All(ids, id => Assert.StartsWith("once/", id, StringComparison.Ordinal));
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]); // Another command under a key that was used is not taken for a repetition.
    }

    [Fact]
    public async Task A_refusal_of_the_run_is_a_conflict_with_its_reason()
    {
        using var client = home.Client;
        home.Gateway.Answer = new Reply.Rejected("The run is over.");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.TellAsync("river-1", "pause", Cancel));
        home.Gateway.Answer = new Reply.Accepted();

        Assert.Equal((409, "The run is over."), (refused.Status, refused.Message));
    }

    [Theory]
    [InlineData("GET", "/runs/nosuch", null, 404, "There is no run nosuch in this home")]
    [InlineData("POST", "/runs/nosuch/pause", null, 404, "There is no run nosuch in this home")]
    [InlineData("GET", "/runs/nosuch/events", null, 404, "There is no run nosuch in this home")]
    [InlineData("GET", "/runs/No%20Name", null, 400, "'No Name' cannot name a run")]
    [InlineData("POST", "/runs/river-1/budgets", "{", 400, "")]
    [InlineData("POST", "/runs/river-1/budgets", "{}", 400, "steps")]
    [InlineData("POST", "/runs/river-1/budgets", "{\"steps\":\"many\"}", 400, "steps")]
    [InlineData("POST", "/runs/river-1/budgets", "{\"steps\":5,\"stepps\":6}", 400, "stepps")]
    [InlineData("POST", "/runs/river-1/forks", "{\"branch\":\"river\",\"atStep\":400,\"changes\":[\"model.layrs=1\"]}",
        400, "perhaps you meant model.layers")]
    [InlineData("POST", "/runs/river-1/forks", "{\"branch\":\"river\",\"atStep\":400,\"changes\":[\"seed=9\"]}", 400,
        "keeps its name and seed")]
    [InlineData("POST", "/runs/river-1/forks", "{\"branch\":\"river\",\"atStep\":400,\"name\":\"A B\"}", 400,
        "'A B' cannot name a branch")]
    [InlineData("POST", "/runs/river-1/forks", "{\"branch\":\"river\",\"atStep\":400,\"changes\":[\"seed=1\",null]}",
        400, "changes[1] is null; it must be a key and its value, such as learning-rate.peak=1e-3.")]
    [InlineData("POST", "/runs/river-1/forks", "{\"branch\":null,\"atStep\":400}", 400, "branch")]
    [InlineData("POST", "/runs/river-1/merges", "{\"branch\":\"river\",\"last\":1}", 409,
        "last is 1; it must be from 2 to 1000, the number of checkpoints to merge.")]
    [InlineData("POST", "/runs/river-1/merges", "{\"branch\":\"side\",\"last\":2}", 409,
        "Run river-1 has no branch side; it has river.")]
    [InlineData("POST", "/runs/river-1/merges", "{\"branch\":\"river\"}", 400, "last")]
    [InlineData("POST", "/runs/nosuch/merges", "{\"branch\":\"river\",\"last\":2}", 404,
        "There is no run nosuch in this home")]
    [InlineData("POST", "/runs", "{\"source\":null}", 400, "source")]
    [InlineData("POST", "/runs", "{\"source\":\"name = a, policy = wsds\"}", 400, "policy is wsds")]
    [InlineData("GET", "/runs/nosuch/branches", null, 404, "There is no run nosuch in this home")]
    [InlineData("GET", "/runs/river-1/branches/side", null, 404, "Run river-1 has no branch side; it has river.")]
    [InlineData("GET", "/runs/river-1/branches/A%20B", null, 400, "'A B' cannot name a branch")]
    [InlineData("GET", "/runs/river-1/events?after=-1", null, 400,
        "after is -1; it must be the sequence of an event, or 0 for all.")]
    [InlineData("POST", "/runs/river-1/budgets", "{\"steps\":0}", 400,
        "A budget of 0 steps cannot be; it must be a whole number from 1 to 1000000000000.")]
    [InlineData("DELETE", "/runs/river-1/budgets/-5", null, 400, "A budget of -5 steps cannot be")]
    [InlineData("GET", "/nothing/here", null, 404,
        "There is nothing at /nothing/here; /openapi.json says what there is.")]
    [InlineData("PATCH", "/runs/river-1", null, 405, "/runs/river-1 does not take PATCH; it takes GET.")]
    public async Task A_wrong_request_is_answered_with_problem_details(
        string method, string path, string? body, int status, string detail)
    {
        home.Gateway.Sent.Clear();
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };

        using var response = await home.Raw.SendAsync(request, Cancel);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>(Cancel);

        Assert.Equal(
            (status, "application/problem+json"),
            ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(detail, problem!["detail"]?.GetValue<string>() ?? "", StringComparison.Ordinal);
        Assert.Empty(home.Gateway.Sent);
    }

    [Theory]
    [InlineData("Idempotency-Key", "two words",
        "Idempotency-Key is not one word of at most 128 visible ASCII characters; send such a word, or leave it out.")]
    [InlineData("Last-Event-ID", "three", "Last-Event-ID is three; it must be the id of an event, a whole number.")]
    public async Task A_wrong_header_is_refused(string header, string value, string detail)
    {
        using var request =
            new HttpRequestMessage(
                header == "Last-Event-ID" ? HttpMethod.Get : HttpMethod.Post,
                $"/runs/river-1/{(header == "Last-Event-ID" ? "events" : "pause")}")
            {
                Headers =
                    { { header, value } }
            };

        using var response = await home.Raw.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            detail, (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/health/live", """{"status":"live"}""")]
    [InlineData("/health/ready", """{"status":"ready"}""")]
    [InlineData("/runs/river-1/branches/river", "\"name\":\"river\",\"parent\":null")]
    [InlineData("/runs/river-1/branches", "[{\"name\":\"river\"")]
    [InlineData("/runs/river-1/budgets", "[{\"steps\":400,\"status\":\"reached\"")]
    [InlineData("/runs/river-1/checkpoints",
        "[{\"branch\":\"river\",\"step\":400,\"reason\":\"stage-end\",\"digest\":\"sha256:000")]
    public async Task Parts_are_there_for_those_who_want_no_more(string path, string part) =>
        Assert.Contains(part, await home.Raw.GetStringAsync(path, Cancel), StringComparison.Ordinal);

    [Fact]
    public async Task A_request_beyond_the_limit_is_not_read()
    {
        var body = JsonSerializer.Serialize(new { source = new string('x', RiverrunApi.LargestRequestBytes) });

        using var request =
            new HttpRequestMessage(
                HttpMethod.Post, "/runs")
            { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;

        using var response = await home.Raw.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_socket_is_for_its_owner_only_and_announced()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(home.Socket));
        Assert.Equal(new HomeOwner(Environment.ProcessId, home.Socket, false), Home.OwnerOf(home.Directory));
    }
}
