using System.Text.Json.Serialization;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Projections;
using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Serialization;

/// <summary>Every family that is stored or sent; reading and writing them needs no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunCommand))]
[JsonSerializable(typeof(BranchCommand))]
[JsonSerializable(typeof(BranchMilestone))]
[JsonSerializable(typeof(DeviceCommand))]
[JsonSerializable(typeof(DeviceReport))]
[JsonSerializable(typeof(PlacementCommand))]
[JsonSerializable(typeof(PlacementReport))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(Recorded<RunEvent>))]
[JsonSerializable(typeof(Recorded<BranchEvent>))]
[JsonSerializable(typeof(Snapshot<RunState>))]
[JsonSerializable(typeof(Snapshot<BranchState>))]
[JsonSerializable(typeof(BranchOrder))]
[JsonSerializable(typeof(RunSpec))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(BranchEvent))]
[JsonSerializable(typeof(RunView))]
internal sealed partial class ProtocolContext : JsonSerializerContext;
