using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Edge;
using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Tests.Web;

/// <summary>The API over a real socket in a temporary home, with a <see cref="FakeGateway"/> behind it.</summary>
public sealed class ServedHome : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("riverrun-api-");
    private OwnedHome? _owned;

    internal FakeGateway Gateway { get; } = new();

    internal string Directory => _directory.FullName;

    internal string Socket => _owned!.Socket;

    internal RiverrunClient Client => new(Socket);

    /// <summary>A client that says what it likes.</summary>
    internal HttpClient Raw => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancel);

            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://riverrun") };

    public async ValueTask InitializeAsync()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf"));

        _owned = await OwnedHome.StartAsync(
            Home.TryTake(Directory)!,
            SettingsReader.Read(text, "hocon.conf", _ => null, Directory),
            hostsDevice: false,
            services => services.AddSingleton<IRunGateway>(Gateway).AddSingleton<FatalSignal>()
                .AddSingleton<TimeProvider>(new HurriedTime()));
    }

    public async ValueTask DisposeAsync()
    {
        await _owned!.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
