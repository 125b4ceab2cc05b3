using System.Text.Json;

namespace Riverrun.Models.Plans;

/// <summary>What is trained where it is not the next token of a text.</summary>
/// <param name="Kind">The name under which the objective is registered.</param>
/// <param name="Settings">Its settings, a JSON object.</param>
public sealed record ObjectiveConfig(string Kind, JsonElement Settings) : RegisteredConfig(Kind, Settings);
