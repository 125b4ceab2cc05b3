using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Host.Homes;
using Riverrun.Host.Nodes;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary><c>worker</c>: trains with one device for the coordinators of a cluster.</summary>
internal static class WorkerVerb
{
    /// <summary>Says which process supervises this one; for the program's own use.</summary>
    public const string SupervisedBy = "--supervised-by";

    /// <summary>Says how many workers share the machine; for the program's own use.</summary>
    public const string Sharers = "--sharers";

    private const string VisibleGpus = "CUDA_VISIBLE_DEVICES";

    /// <summary>The command.</summary>
    public static Command Command()
    {
        var device = new Option<string?>("--device")
        {
            Description =
                "What trains: cpu:N, cuda:N, or all for a process per device (default: the first of "
                    + "riverrun.device.kind).",
            HelpName = "DEVICE",
        };
        var coordinators = new Option<string?>("--coordinators")
        {
            Description = "Where coordinators listen (default: riverrun.cluster.coordinators of hocon.conf).",
            HelpName = "HOST:PORT,…",
        };
        var supervisor = new Option<long?>(SupervisedBy) { Hidden = true }.Within(1, int.MaxValue);
        var sharers = new Option<long?>(Sharers) { Hidden = true }.Within(1, int.MaxValue);

        return new Command(
            "worker", "Trains with one device for the coordinators of a cluster.") { device, coordinators, supervisor,
            sharers }
            .Does(async (parsed, invocation, cancel) =>
            {
                if (parsed.GetValue(GlobalOptions.Url) is { } url)
                    throw new InvalidConfigurationException(
                        $"worker finds coordinators where they listen for each other; leave --url {url} out, "
                        + "and name them with --coordinators HOST:PORT or RIVERRUN_COORDINATORS.");

                var settings = SettingsOf(invocation, parsed.GetValue(coordinators)).ForWorker();
                var name = parsed.GetValue(device) ?? (settings.Device.Kind == DeviceKind.Cuda ? "cuda:0" : "cpu:0");
                using var termination = new Termination();

                if (name == "all")
                    await LibTorchProbe.RequireAsync(cancel);

                var code = name == "all"
                    ? await new WorkerSupervisor(
                        WorkerDevice.All(Gpus.Count(), Environment.ProcessorCount, settings.Device.Threads),
                        settings.Home, WordsFor(parsed.GetValue(coordinators), invocation),
                        invocation).SuperviseAsync(cancel)
                    : await WorkAsync(
                        WorkerDevice.Parse(name), settings, (int?)parsed.GetValue(supervisor),
                        (int)(parsed.GetValue(sharers) ?? 1), invocation, cancel);

                return cancel.IsCancellationRequested && !termination.WasAsked ? ExitCode.Interrupted : code;
            });
    }

    private static HostSettings SettingsOf(Invocation invocation, string? coordinators)
    {
        var settings = invocation.Settings();

        if (invocation.TokenFile is { } token)
            settings = settings with { Http = settings.Http with { TokenFile = token } };

        return coordinators is null
            ? settings
            : settings with
            {
                Cluster = settings.Cluster with
                {
                    Coordinators = Addresses.Parse(coordinators)
                        ?? throw new InvalidConfigurationException(
                            $"--coordinators is {coordinators}; it {Addresses.Right}."),
                },
            };
    }

    private static IReadOnlyList<string> WordsFor(string? coordinators, Invocation invocation) =>
    [
        .. coordinators is null ? [] : new[] { "--coordinators", coordinators },
        .. invocation.TokenFile is null ? [] : new[] { GlobalOptions.TokenFile.Name, invocation.TokenFile },
        .. invocation.Authority is null ? [] : new[] { GlobalOptions.Authority.Name, invocation.Authority },
        .. invocation.Json ? ["--json"] : Array.Empty<string>(),
        .. invocation.Debug ? ["--debug"] : Array.Empty<string>(),
    ];

    private static async Task<int> WorkAsync(
        WorkerDevice device, HostSettings settings, int? supervisor, int sharers, Invocation invocation,
        CancellationToken cancel)
    {
        var parent = supervisor is { } id ? ParentWatch.Over(id) : null;

        if (device.Kind == DeviceKind.Cuda)
            ShowOnly(device);

        await LibTorchProbe.RequireAsync(cancel);

        if (device.Kind == DeviceKind.Cuda && Gpus.Count() == 0)
            throw new InvalidConfigurationException(
                $"--device is {device.Name}, but libtorch finds no such GPU here; "
                    + $"{ThisProgram.Name} worker --device cpu:0 trains on the processor.");

        using var directory = WorkerDirectory.Take(settings.Home, device, invocation.Time.GetUtcNow());

        if (directory.Leftovers is { } leftovers)
            await invocation.Error.WriteLineAsync(leftovers);

        await using var node = await WorkerNode.StartAsync(settings, device, sharers, directory, invocation.Authority);
        _ = node.Notices.WriteAsync(invocation.Error, cancel);
        await TellReadyAsync(device, settings, node, invocation);

        var leaving = new TaskCompletionSource();
        using var asked = cancel.Register(leaving.SetResult);

        if (await Task.WhenAny(node.Broken, leaving.Task, parent?.Asked ?? leaving.Task) == node.Broken)
        {
            var reason = await node.Broken;
            directory.Break(reason);
            await invocation.Error.WriteLineAsync(
                $"{reason.TrimEnd('.')}; once that is put right, the same command takes the device up again.");

            return ExitCode.Failed;
        }

        directory.Leave();

        return ExitCode.Done;
    }

    /// <summary>Before libtorch is loaded: this process sees one GPU, and knows it as its first.</summary>
    private static void ShowOnly(WorkerDevice device)
    {
        var visible = Environment.GetEnvironmentVariable(VisibleGpus)?.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        if (visible is not null && device.Index >= visible.Length)
            throw new InvalidConfigurationException(
                $"--device is {device.Name}, but {VisibleGpus} shows {visible.Length} of this machine's GPUs; they "
                    + "count from cuda:0.");

        NativeProcess.SetVariable(
            VisibleGpus, visible?[device.Index] ?? device.Index.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task TellReadyAsync(
        WorkerDevice device, HostSettings settings, WorkerNode node, Invocation invocation)
    {
        var line = invocation.Json
            ? new JsonObject
            {
                ["ready"] = true,
                ["device"] = device.LeaseName,
                ["name"] = node.Description.Name,
                ["memoryBytes"] = node.Description.MemoryBytes,
                ["cores"] = node.Description.Cores,
                ["threads"] = settings.Device.Threads,
                ["build"] = node.Description.Build,
                ["coordinators"] =
                    new JsonArray([.. settings.Cluster.Coordinators.Select(address => JsonValue.Create(address))]),
                ["home"] = settings.Home,
                ["pid"] = Environment.ProcessId,
            }.ToJsonString(RelaxedJson.Options)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{device.LeaseName} is ready for {string.Join(", ", settings.Cluster.Coordinators)}: "
                + $"{node.Description.Name}, home {settings.Home}, process {Environment.ProcessId}.");

        await invocation.Standing.WriteLineAsync(line);
        await invocation.Standing.FlushAsync();
    }
}
