using Akka.Configuration;
using Akka.Hosting;

namespace Riverrun.Actors.Clustering;

internal static class Remoting
{
    public static AkkaConfigurationBuilder WithRemoting(this AkkaConfigurationBuilder builder, ClusterConfig cluster) => builder.AddHocon(
        ConfigurationFactory.ParseString(
            $$"""
            akka.remote.dot-netty.tcp { hostname = "{{cluster.Host}}", public-hostname = "{{cluster.Host}}", port = {{cluster.Port}} }
            akka.remote.retry-gate-closed-for = 500ms
            """),
        HoconAddMode.Prepend);
}
