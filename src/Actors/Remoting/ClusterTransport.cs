using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Transport.DotNetty;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Remoting;

/// <summary>The way between the processes of a cluster.</summary>
internal static class ClusterTransport
{
    /// <summary>
    /// The largest message: a slice of columns is some kilobytes, the largest plan far below a megabyte.
    /// </summary>
    public const int MaximumFrameBytes = 4 << 20;

    /// <summary>
    /// What the wire accepts: our registered messages, and of Akka's own only what clusters and watched actors need. A
    /// serializer is closed by its number, because a receiver goes by the number on the wire: 1 is Newtonsoft.Json and
    /// 2 any protobuf type, both of which make the type that the sender names; 3 makes actors for a sender. 16 and 22
    /// would also stop actors, and make exceptions of any type.
    /// </summary>
    private const string Wire = """
        akka.actor {
          serialization-settings {
            allow-unregistered-types = off
            json { closes = 1 }
            proto { closes = 2 }
            daemon-create { closes = 3 }
            akka-misc { narrows = 16 }
            akka-system-msg { narrows = 22 }
          }
          serializers {
            json = "Riverrun.Actors.Remoting.ClosedSerializer, Riverrun.Actors"
            proto = "Riverrun.Actors.Remoting.ClosedSerializer, Riverrun.Actors"
            daemon-create = "Riverrun.Actors.Remoting.ClosedSerializer, Riverrun.Actors"
            akka-misc = "Riverrun.Actors.Remoting.NarrowSerializer, Riverrun.Actors"
            akka-system-msg = "Riverrun.Actors.Remoting.NarrowSerializer, Riverrun.Actors"
          }
        }
        """;

    /// <summary>
    /// Listens where <paramref name="cluster"/> says, with mutual TLS when it names certificates, and accepts
    /// registered messages only. Both roles call it, and each names its own actor provider.
    /// </summary>
    /// <exception cref="ConfigurationException">Nobody asked <see cref="ClusterConfig.Problem"/>, and there is
    /// one.</exception>
    public static AkkaConfigurationBuilder WithClusterTransport(
        this AkkaConfigurationBuilder builder, ClusterConfig cluster) =>
        cluster.Problem() is { } problem
            ? throw new ConfigurationException(problem)
            : Listen(builder.AddHocon(ConfigurationFactory.ParseString(Wire + Place(cluster)), HoconAddMode.Prepend),
                cluster.Tls);

    private static AkkaConfigurationBuilder Listen(AkkaConfigurationBuilder builder, RemoteTls? tls) =>
        tls is null ? builder : builder.AddSetup(Mutual(tls));

    /// <summary>
    /// Each side speaks over a connection that it has made itself. With passive connections, two that dial each other
    /// at a time can both listen to the one and speak over the other: what one says is then never heard, though both
    /// connections live. A coordinator that came back could so not join until somebody restarted it once more. With
    /// connections of their own, the one that is replaced is closed, and who spoke over it dials again.
    /// </summary>
    private static string Place(ClusterConfig cluster) =>
        $$"""

        akka.remote {
          retry-gate-closed-for = 500ms
          use-passive-connections = off
          dot-netty.tcp {
            hostname = "{{cluster.Host}}"
            public-hostname = "{{cluster.Host}}"
            port = {{cluster.Port}}
            maximum-frame-size = {{MaximumFrameBytes}}b
            enable-ssl = {{(cluster.Tls is null ? "off" : "on")}}
          }
        }
        """;

    /// <summary>
    /// Each side shows a certificate, and each accepts what comes from our authorities, whatever name stands on it:
    /// processes come and go under names that nobody knows beforehand, and whoever holds a certificate of the cluster
    /// may be any of its processes.
    /// </summary>
    private static DotNettySslSetup Mutual(RemoteTls tls)
    {
        var authorities = tls.Authorities();

        return new DotNettySslSetup(
            tls.Certificate(),
            suppressValidation: false,
            requireMutualAuthentication: true,
            validateCertificateHostname: false,
            (certificate, chain, _, _, _) =>
                certificate is not null
                    && RemoteTls.Trusts(authorities, certificate, chain?.ChainPolicy.ExtraStore ?? []));
    }
}
