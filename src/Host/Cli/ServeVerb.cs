using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Actors.Settings;
using Riverrun.Host.Api;
using Riverrun.Host.Homes;
using Riverrun.Host.Nodes;
using Riverrun.Host.Settings;
using Riverrun.Host.Web;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary><c>serve</c>: a coordinator, until it is asked to leave.</summary>
internal static class ServeVerb
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReadySoon = TimeSpan.FromSeconds(20);

    /// <summary>The command.</summary>
    public static Command Command()
    {
        var bind = new Option<string?>("--bind")
        {
            Description = "Where to serve the API (default: riverrun.http.bind of hocon.conf).",
            HelpName = "ADDRESS:PORT",
        };
        var clusterPort = new Option<long?>("--cluster-port")
        {
            Description = "Where other nodes reach this one (default: riverrun.cluster.port of hocon.conf).",
            HelpName = "PORT",
        }.Within(0, 65_535);
        var certificate =
            new Option<string?>(
                "--certificate")
            { Description = "PEM file of the API's certificate.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "PEM file of its private key.", HelpName = "FILE" };
        var proxy = new Option<bool>("--behind-tls-proxy")
        {
            Description = "A proxy in front of the API speaks TLS, and only it can reach the API.",
        };

        const string about = "Coordinates a cluster: decides, stores, and serves the API.";

        return new Command("serve", about) { bind, clusterPort, certificate, key, proxy }
            .Does((parsed, invocation, cancel) =>
            {
                if (parsed.GetValue(GlobalOptions.Url) is { } url)
                    throw new InvalidConfigurationException(
                        $"serve is what --url speaks to, and it serves a home of this machine; leave --url {url} out.");

                var settings = invocation.Settings();
                var http = settings.Http;

                return ServeAsync(
                    settings with
                    {
                        Http = http with
                        {
                            Bind = parsed.GetValue(bind) ?? http.Bind,
                            TokenFile = parsed.GetValue(GlobalOptions.TokenFile) ?? http.TokenFile,
                            Certificate = parsed.GetValue(certificate) ?? http.Certificate,
                            Key = parsed.GetValue(key) ?? http.Key,
                            BehindTlsProxy = parsed.GetValue(proxy) || http.BehindTlsProxy,
                        },
                        Cluster = settings.Cluster with
                        {
                            Port = (int?)parsed.GetValue(clusterPort)
                            ?? settings.Cluster.Port
                        },
                    },
                    invocation,
                    cancel);
            });
    }

    private static async Task<int> ServeAsync(HostSettings settings, Invocation invocation, CancellationToken cancel)
    {
        var endpoint = ApiEndpoint.From(settings.ForCoordinator().Http);

        try
        {
            var home = await HomeSession.TakeAsync(settings, NodeRole.Coordinator, invocation.Time, cancel);
            await using var node = await CoordinatorNode.StartAsync(home, settings, endpoint, cancel);
            _ = node.Notices.WriteAsync(invocation.Error, cancel);
            var ends = Task.WhenAny(node.Broken, node.Terminated, Task.Delay(Timeout.Infinite, cancel));

            await AnnounceAsync(node, settings, invocation, ends, cancel);

            if (await ends is var end && end == node.Broken)
                return await FailedAsync(
                    invocation,
                    $"{(await node.Broken).TrimEnd('.')}; once that is put right, serve goes on from what is stored.");

            return end == node.Terminated && !cancel.IsCancellationRequested
                ? await FailedAsync(
                    invocation,
                    "The cluster has put this node out, which could not tell whether the others were still there; "
                    + "start it again, and it joins them.")
                : ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    /// <summary>Says where the API is, as soon as it can be used.</summary>
    private static async Task AnnounceAsync(
        CoordinatorNode node, HostSettings settings, Invocation invocation, Task ends, CancellationToken cancel)
    {
        var began = invocation.Time.GetTimestamp();

        for (var told = false;
            !ends.IsCompleted && await node.ProblemAsync(cancel) is { } problem;
            await Task.Delay(LookAgain, invocation.Time, cancel))
            if (!told && (told = invocation.Time.GetElapsedTime(began) > ReadySoon))
                await invocation.Error.WriteLineAsync(
                    $"{node.Url.GetLeftPart(UriPartial.Authority)} is not ready yet: "
                        + $"{await node.CauseAsync(cancel) ?? problem}");

        if (ends.IsCompleted)
            return;

        var url = node.Url.GetLeftPart(UriPartial.Authority);
        await invocation.Standing.WriteLineAsync(invocation.Json
            ? new JsonObject { ["url"] = url, ["home"] = settings.Home, ["pid"] = Environment.ProcessId }.ToJsonString(
                RelaxedJson.Options)
            : $"riverrun serve: {url} (home {settings.Home}, process {Environment.ProcessId})");
        await invocation.Standing.FlushAsync(cancel);
    }

    private static async Task<int> FailedAsync(Invocation invocation, string sentence)
    {
        await invocation.Error.WriteLineAsync(sentence);

        return ExitCode.Failed;
    }
}
