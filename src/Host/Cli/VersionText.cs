using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json.Nodes;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary><c>--version</c>: what this build is.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    private static readonly string[] Parts =
        (typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "0.0.0").Split('+', 2);

    /// <summary>The option.</summary>
    public static Option<bool> Option() => new("--version")
    {
        Description = "Print version and commit of this build.",
        Action = new VersionText(),
        Arity = ArgumentArity.Zero,
    };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var (version, commit) = (Parts[0], Parts.ElementAtOrDefault(1) ?? "unknown");

        parseResult.InvocationConfiguration.Output.WriteLine(parseResult.GetValue(GlobalOptions.Json)
            ? new JsonObject { ["version"] = version, ["commit"] = commit }.ToJsonString(RelaxedJson.Options)
            : $"riverrun {version}, commit {commit}");

        return ExitCode.Done;
    }
}
