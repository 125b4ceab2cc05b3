using System.CommandLine;
using System.CommandLine.Completions;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary>The words that say what to run: a recipe or a file, and what goes over it.</summary>
internal sealed class SpecOptions
{
    private readonly Argument<string> _target = new("RECIPE|FILE")
    {
        Description = "A shipped recipe, or a spec.",
        HelpName = "RECIPE|FILE",
        CompletionSources = { _ => RecipeBook.All.Select(recipe => new CompletionItem(recipe.Name)) },
    };
    private readonly Option<string?> _name =
        new("--name") { Description = "The run's name (default: the spec's, or the recipe's)." };
    private readonly Option<string> _scale = new("--scale")
    {
        Description = "How much of a recipe: seconds, minutes, or as published.",
        DefaultValueFactory = _ => "small",
    };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Changes a key of the spec: --set model.layers=2.",
        HelpName = "KEY=VALUE",
    };
    private readonly Option<long?> _seed = new Option<long?>("--seed") { Description = "The run's seed." }.Within();

    /// <summary>Gives a command these words.</summary>
    public SpecOptions(Command command)
    {
        _scale.AcceptOnlyFromAmong("smoke", "small", "paper");
        command.Add(_target);

        foreach (var option in (Option[])[_name, _scale, _set, _seed])
            command.Add(option);
    }

    /// <summary>Reads what they ask for.</summary>
    /// <exception cref="InvalidConfigurationException">There is no such recipe or file, or its spec is
    /// wrong.</exception>
    /// <param name="parsed">The words.</param>
    /// <param name="settings">Says what trains where the spec does not.</param>
    /// <param name="directory">Where relative paths begin; null where nobody may depend on that.</param>
    public LoadedSpecs Load(ParseResult parsed, HostSettings settings, string? directory) =>
        new SpecLoader(settings.Device, Environment.GetEnvironmentVariable, directory).Load(new SpecRequest(
            parsed.GetRequiredValue(_target),
            Enum.Parse<Scale>(parsed.GetRequiredValue(_scale), ignoreCase: true),
            parsed.GetValue(_set),
            parsed.GetValue(_name),
            parsed.GetValue(_seed)));
}
