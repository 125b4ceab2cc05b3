using System.Text.Json.Serialization;

namespace Riverrun.Host.Homes;

/// <summary>The process that a home belongs to, as <c>owner.json</c> says.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Socket">Path of the Unix socket on which it serves the API.</param>
/// <param name="Stays">Whether it trains or coordinates; a process that only looks is soon gone.</param>
/// <param name="Url">Where a coordinator serves the API over the network; null for a process that trains.</param>
internal sealed record HomeOwner(int Pid, string Socket, bool Stays, string? Url = null);

/// <summary>Reads and writes <see cref="HomeOwner"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(HomeOwner))]
internal sealed partial class HomeJson : JsonSerializerContext;
