using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Riverrun.Actors.Placement;
using Riverrun.Host.Web;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Web;

/// <summary>
/// Everything that reads something of a request, told it wrongly: one sentence, without a word of the program's inside.
/// </summary>
public sealed class WrongRequestTests(ServedHome home) : IClassFixture<ServedHome>
{
    private const string Json = "application/json";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string?, string?, int, string> Wrong
    {
        get
        {
            var wrong = new TheoryData<string, string?, string?, int, string>
            {
                { "/runs", "{}", Json, 400,
                    "The body of this request lacks source; /openapi.json says what it takes." },
                { "/runs", "{\"source\":5}", Json, 400,
                    "In the body of this request source is of the wrong kind; it must be text." },
                { "/runs", "{\"source\":null}", Json, 400,
                    "In the body of this request source is null; it must have a value." },
                { "/runs", "{\"source\":\"a\",\"more\":1}", Json, 400,
                    "The body of this request has more, which nothing here reads; /openapi.json says what it takes." },
                { "/runs/river-1/budgets", "{}", Json, 400,
                    "The body of this request lacks steps; /openapi.json says what it takes." },
                { "/runs/river-1/budgets", "{\"steps\":\"many\"}", Json, 400,
                    "In the body of this request steps is of the wrong kind; it must be a whole number." },
                { "/runs/river-1/budgets", "{\"steps\":null}", Json, 400,
                    "In the body of this request steps is of the wrong kind; it must be a whole number." },
                { "/runs/river-1/budgets", "{\"steps\":1.5}", Json, 400,
                    "In the body of this request steps is of the wrong kind; it must be a whole number." },
                { "/runs/river-1/forks", "{}", Json, 400,
                    "The body of this request lacks branch and atStep; /openapi.json says what it takes." },
                { "/runs/river-1/forks", "{\"branch\":\"river\",\"atStep\":400,\"changes\":\"a=b\"}", Json, 400,
                    "In the body of this request changes is of the wrong kind; it must be texts between brackets." },
                { "/runs/river-1/forks", "{\"branch\":\"river\",\"atStep\":400,\"changes\":[5]}", Json, 400,
                    "In the body of this request changes[0] is of the wrong kind; it must be text." },
                { "/runs/river-1/forks", "{\"branch\":null,\"atStep\":400}", Json, 400,
                    "In the body of this request branch is null; it must have a value." },
                { "/gc?dryRun=maybe", null, null, 400, "dryRun is maybe; it must be true or false." },
            };

            foreach (var path in (string[])["/runs", "/runs/river-1/budgets", "/runs/river-1/forks"])
            {
                wrong.Add(path, "{", Json, 400,
                    "The body of this request is no JSON: it goes wrong in line 1 after 1 bytes.");
                wrong.Add(path, "hello", Json, 400,
                    "The body of this request is no JSON: it goes wrong in line 1 after 0 bytes.");
                wrong.Add(path, "[]", Json, 400,
                    "The body of this request is no JSON object; /openapi.json says what it takes.");
                wrong.Add(path, "5", Json, 400,
                    "The body of this request is no JSON object; /openapi.json says what it takes.");
                wrong.Add(path, "null", Json, 400,
                    "This request has no body; it must have one of application/json, and /openapi.json says which.");
                wrong.Add(path, null, null, 400,
                    "This request has no body; it must have one of application/json, and /openapi.json says which.");
                wrong.Add(path, "{}", "text/plain", 415,
                    "The body of this request is text/plain; charset=utf-8; it must be application/json.");
                wrong.Add(path, new string(' ', RiverrunApi.LargestRequestBytes) + "{}", Json, 413,
                    "The body of this request is too large; it must be at most 1048576 bytes.");
            }

            return wrong;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_said_in_one_sentence(
        string path, string? body, string? type, int status, string sentence)
    {
        home.Gateway.Sent.Clear();

        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            // What has a body says of what type.
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, type!),
            Headers = { ExpectContinue = body?.Length > RiverrunApi.LargestRequestBytes },
        };
        using var response = await home.Raw.SendAsync(request, Cancel);
        var detail = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!.GetValue<string>();

        Assert.Equal((status, sentence), ((int)response.StatusCode, detail));
        Assert.Empty(home.Gateway.Sent);
    }

    [Theory]
    [InlineData("/runs/river-1/events?after=soon", "after is soon; it must be a whole number.")]
    [InlineData("/runs/river-1/events?follow=5", "follow is 5; it must be true or false.")]
    public async Task A_wrong_question_is_said_in_one_sentence(string path, string sentence)
    {
        using var response = await home.Raw.GetAsync(path, Cancel);

        Assert.Equal(
            (400, sentence),
            ((int)response.StatusCode,
                (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!.GetValue<string>()));
    }

    [Fact]
    public void A_run_that_nobody_could_train_is_said_to_wait()
    {
        var spec = Tests.Specs.Specs.Load("wsd-s", "name=river-1").Runs[0].Spec.Spec;
        var device = new DeviceView("a/cpu:0", new DeviceDescription(DeviceKind.Cpu, "cpu", 8L << 30, 2, "x"), null, 0);

        Assert.Null(DeviceGate.Waits(spec, [device]));
        Assert.Equal(
            "river-1 is accepted and waits: no cpu device has announced itself; riverrun devices lists those that "
                + "have.", DeviceGate.Waits(spec, []));
        Assert.StartsWith(
            "river-1 is accepted and waits: no cuda device has",
            DeviceGate.Waits(spec with { Device = spec.Device with { Kind = DeviceKind.Cuda } }, [device]),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "river-1 is accepted and waits: no cpu device with 40GiB of memory has",
            DeviceGate.Waits(spec with { Scheduling = new SchedulingConfig(0, 40L << 30) }, [device]),
            StringComparison.Ordinal);
    }
}
