using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary><c>--version</c>: what this build is, and of which riverrun where it is somebody's own program.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
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
        parseResult.InvocationConfiguration.Output.WriteLine(
            parseResult.GetValue(GlobalOptions.Json) ? Json().ToJsonString(RelaxedJson.Options) : Text());

        return ExitCode.Done;
    }

    private static string Text()
    {
        var (version, commit) = PartsOf(typeof(VersionText).Assembly);
        var own = ThisProgram.IsSomebodysOwn
            ? $"{ThisProgram.Name} {PartsOf(ThisProgram.Entry).Version}, which is "
            : "";

        return $"{own}riverrun {version}, commit {commit}";
    }

    private static JsonObject Json()
    {
        var json = Describe(typeof(VersionText).Assembly);

        if (ThisProgram.IsSomebodysOwn)
        {
            var own = Describe(ThisProgram.Entry);
            own.Insert(0, "name", ThisProgram.Name);
            json["program"] = own;
        }

        return json;
    }

    private static JsonObject Describe(Assembly assembly)
    {
        var (version, commit) = PartsOf(assembly);

        return new() { ["version"] = version, ["commit"] = commit };
    }

    private static (string Version, string Commit) PartsOf(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var parts = (version ?? "0.0.0").Split('+', 2);

        return (parts[0], parts.ElementAtOrDefault(1) ?? "unknown");
    }
}
