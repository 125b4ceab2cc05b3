using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Runtime;

/// <summary>The whole runtime over a journal and a store on disk, in a home of its own.</summary>
internal sealed class RuntimeUnderTest : IAsyncDisposable
{
    private const string Name = "benchmark";

    private readonly IHost _host;
    private readonly long _born = Stopwatch.GetTimestamp();
    private int _commands;

    private RuntimeUnderTest(IHost host, RuntimeSettings settings) => (_host, Settings) = (host, settings);

    public RuntimeSettings Settings { get; }

    public IServiceProvider Services => _host.Services;

    private IRunGateway Gateway => Services.GetRequiredService<IRunGateway>();

    public static RunSpec Spec(PolicyKind policy, long checkpointEvery, params long[] budgets) => new(
        Name, Name, 1, policy, budgets,
        new LearningRateConfig(1e-3, 0.1, 0, DecayShape.Inverse, new DecayLength(DecayBasis.Total, 0.1)),
        new Dictionary<string, Workload>
        {
            [RunSpec.MainWorkload] = new(
                new ModelConfig.Bigram(4, 4, 8), new CorpusConfig.BigramSource(1), new BatchConfig(1),
                new OptimizerConfig.Sgd(), new EvaluationConfig(0, 1)),
        },
        [], new CheckpointConfig(checkpointEvery), new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full));

    public static async Task<RuntimeUnderTest> StartAsync(
        string home, ITrainers trainers, TimeSpan slice, bool hostsDevice = true)
    {
        var settings = new RuntimeSettings(
            home,
            "loglevel = OFF, stdout-loglevel = OFF",
            hostsDevice ? NodeRole.Solo : NodeRole.Viewer,
            slice,
            3,
            500,
            TimeSpan.FromSeconds(1));
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(trainers)
            .AddSingleton<ICheckpointStore>(new CheckpointStore(settings.CheckpointDirectory)).AddRiverrun(settings);
        var host = builder.Build();
        await host.StartAsync();

        return new RuntimeUnderTest(host, settings);
    }

    public async Task SendAsync(RunCommand command)
    {
        if (await Gateway.SendAsync(
            new RunId(Name), command, $"{_born}-{++_commands}", CancellationToken.None) is Reply.Rejected rejected)
            throw new InvalidOperationException(rejected.Reason);
    }

    public async Task<RunView> ViewAsync() =>
        await Gateway.GetAsync(new RunId(Name), CancellationToken.None)
            ?? throw new InvalidOperationException("There is no run.");

    public async Task<RunView> UntilAsync(Func<RunView, bool> condition)
    {
        while (true)
        {
            var view = await ViewAsync();

            if (view.Failure is { } failure)
                throw new InvalidOperationException(failure);

            if (condition(view))
                return view;

            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
