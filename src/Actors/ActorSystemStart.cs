using Akka.Actor;
using Akka.Remote;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors;

/// <summary>
/// Makes what can fail before Akka.Hosting does: that prints whatever went wrong, stack and all, and lets the host
/// start without actors.
/// </summary>
internal sealed class ActorSystemStart(IServiceProvider provider, RuntimeSettings settings) : IHostedService
{
    /// <summary>Opens the store, and makes the actor system, which listens from then on.</summary>
    /// <exception cref="IOException">The system cannot listen where the settings say.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        provider.GetRequiredService<ICheckpointStore>();

        try
        {
            provider.GetRequiredService<ActorSystem>();
        }
        catch (AggregateException cause)
            when (settings.Cluster is { } cluster && cause.GetBaseException() is RemoteTransportException refused)
        {
            throw new IOException(
                $"The processes of the cluster would reach this one at {cluster.Host}:{cluster.Port}, where it cannot "
                + $"listen ({refused.GetBaseException().Message.TrimEnd('.')}); "
                + "riverrun.cluster.host must be an address of this machine, and riverrun.cluster.port a port that no "
                + "other process has.");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
