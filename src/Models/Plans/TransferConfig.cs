using System.Text.Json;

namespace Riverrun.Models.Plans;

/// <summary>What is made of the weights on their way to a branch whose model has another shape.</summary>
/// <param name="Kind">The name under which the transfer is registered.</param>
/// <param name="Settings">Its settings, a JSON object.</param>
public sealed record TransferConfig(string Kind, JsonElement Settings) : RegisteredConfig(Kind, Settings);
