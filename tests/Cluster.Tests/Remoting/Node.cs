using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors.Remoting;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Settings;

namespace Riverrun.Cluster.Tests.Remoting;

/// <summary>
/// An actor system in this process that listens on a port of its own, with one actor that keeps what it is sent.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;

    private Node(IHost host) => _host = host;

    /// <summary>What the listening actor was sent.</summary>
    public ConcurrentQueue<object> Heard { get; } = [];

    /// <summary>The actor system.</summary>
    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Where it listens.</summary>
    public Address Address => ((ExtendedActorSystem)System).Provider.DefaultAddress;

    /// <summary>Its listening actor, as others name it.</summary>
    public string Ear => $"{Address}/user/ear";

    /// <summary>Starts one with our transport and our serializer.</summary>
    public static Task<Node> StartAsync(
        RemoteTls? tls = null, Action<AkkaConfigurationBuilder>? more = null, int port = 0) => StartWithAsync(builder =>
    {
        builder.AddHocon("akka.actor.provider = remote", HoconAddMode.Prepend);
        builder.WithClusterTransport(new ClusterConfig("127.0.0.1", port, [], tls));
        more?.Invoke(builder);
    });

    /// <summary>Starts one as Akka comes: what a stranger would have.</summary>
    public static Task<Node> StartStrangerAsync() => StartWithAsync(builder => builder.AddHocon(
        ConfigurationFactory.ParseString(
            "akka { actor.provider = remote, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, "
                + "maximum-frame-size = 32000000b } }"),
        HoconAddMode.Prepend));

    /// <summary>Tells another node's listening actor.</summary>
    public void Tell(Node other, object message) => System.ActorSelection(other.Ear).Tell(message);

    /// <summary>
    /// Asks whether another node's listening actor is there; what was told before has then been read.
    /// </summary>
    /// <remarks>Asks again: where it has just been dialled in vain, one message or its answer may be lost.</remarks>
    public async Task<IActorRef> FindAsync(Node other)
    {
        for (var asked = 1; ; asked++)
            try
            {
                return await System.ActorSelection(other.Ear)
                    .ResolveOne(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            }
            catch (ActorNotFoundException) when (asked < 10)
            {
            }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task<Node> StartWithAsync(Action<AkkaConfigurationBuilder> transport)
    {
        Node? node = null;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("riverrun", (akka, _) =>
        {
            akka.AddHocon(
                ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"),
                HoconAddMode.Prepend)
                    .WithCustomSerializer(
                    "riverrun", ProtocolSerializer.BoundTypes, system => new ProtocolSerializer(system))
                .WithActors((system, _) => system.ActorOf(Props.Create(() => new Listener(node!)), "ear"));
            transport(akka);
        });
        node = new Node(builder.Build());
        await node._host.StartAsync();

        return node;
    }

    private sealed class Listener(Node node) : UntypedActor
    {
        protected override void OnReceive(object message) => node.Heard.Enqueue(message);
    }
}
