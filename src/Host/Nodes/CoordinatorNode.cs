using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.AspNetCore.Connections;
using Riverrun.Actors;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Settings;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Host.Web;

namespace Riverrun.Host.Nodes;

/// <summary>A node that decides: its actors, and its API over TCP and over the socket in its home.</summary>
internal sealed class CoordinatorNode : IAsyncDisposable
{
    private readonly HomeServer _server;

    private CoordinatorNode(HomeServer server)
    {
        _server = server;
        Url = new Uri(server.Urls.Single(url => !url.Contains("//unix:", StringComparison.Ordinal)));
        Terminated = server.Services.GetRequiredService<ActorSystem>().WhenTerminated;
    }

    /// <summary>Where the API is served, with the port it really has.</summary>
    public Uri Url { get; }

    /// <summary>
    /// Completes with a sentence when the process can no longer keep its promises: a full disk, a damaged journal.
    /// </summary>
    public Task<string> Broken => _server.Services.GetRequiredService<FatalSignal>().Raised;

    /// <summary>What the person who runs the node should read while it goes on.</summary>
    public Notices Notices => _server.Services.GetRequiredService<Notices>();

    /// <summary>
    /// Completes when the actors have ended, by themselves when nobody disposed the node: the cluster has put it out.
    /// </summary>
    public Task Terminated { get; }

    /// <summary>Starts actors and API, and announces the node in its home.</summary>
    /// <param name="home">The home; disposed with this.</param>
    /// <param name="settings">What <c>hocon.conf</c> and the command line say.</param>
    /// <param name="endpoint">Where to serve the API over TCP, and to whom.</param>
    /// <param name="cancel">Gives up starting.</param>
    /// <exception cref="HomeException">The address cannot be listened on.</exception>
    public static async Task<CoordinatorNode> StartAsync(
        Home home, HostSettings settings, ApiEndpoint endpoint, CancellationToken cancel)
    {
        var runtime = settings.Runtime(NodeRole.Coordinator);

        try
        {
            return new CoordinatorNode(await HomeServer.StartAsync(
                home, settings, stays: true, services => services.AddRiverrun(runtime), endpoint, cancel));
        }
        catch (Exception cause) when (cause.GetBaseException() is AddressInUseException or SocketException)
        {
            throw new HomeException(
                $"The API cannot listen on {endpoint.Address} ({cause.GetBaseException().Message.TrimEnd('.')}); name "
                    + "another address with --bind, or end the process that has it.", cause);
        }
    }

    /// <summary>Why the node cannot do its work yet, or null when it can.</summary>
    public Task<string?> ProblemAsync(CancellationToken cancel) =>
        _server.Services.GetRequiredService<Readiness>().ProblemAsync(cancel);

    /// <summary>
    /// What the person who runs a node that is not ready can look after, as a sentence; null when nothing is known.
    /// </summary>
    public async Task<string?> CauseAsync(CancellationToken cancel)
    {
        var settings = _server.Services.GetRequiredService<RuntimeSettings>();
        var member = Cluster.Get(_server.Services.GetRequiredService<ActorSystem>()).SelfMember;

        return await Journal.ProblemNowAsync(settings.Journal, cancel)
            ?? (member.Status == MemberStatus.Up
                ? null
                : $"It has not joined the other coordinators "
                    + $"({string.Join(", ", settings.Cluster?.Coordinators ?? [])}); "
                    + "they must reach each other at these addresses.");
    }

    /// <summary>Answers who has asked, hands over what others can go on with, and leaves.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
