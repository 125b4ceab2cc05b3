using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Serialization;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;

namespace Riverrun.Actors.Serialization;

/// <summary>
/// Reads and writes every message and event under a declared name. An unknown name is refused; no CLR type is ever
/// named.
/// </summary>
internal sealed class ProtocolSerializer : SerializerWithStringManifest
{
    private const string EnvelopeName = "envelope";
    private const string AddressedName = "addressed";

    private readonly JsonSerializerOptions _options;
    private readonly FamilyReader _reader;

    /// <summary>A serializer for one actor system.</summary>
    public ProtocolSerializer(ExtendedActorSystem system)
        : base(system)
    {
        var references = new ActorRefConverter(system);
        _options = Protocol.Options(packed: true, references);
        _reader = new FamilyReader(references);
    }

    /// <summary>The families by their names on the wire; a name is never reused.</summary>
    public static IReadOnlyDictionary<string, Type> Families { get; } =
        new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["run-command"] = typeof(RunCommand),
            ["branch-command"] = typeof(BranchCommand),
            ["branch-milestone"] = typeof(BranchMilestone),
            ["device-command"] = typeof(DeviceCommand),
            ["device-report"] = typeof(DeviceReport),
            ["placement-command"] = typeof(PlacementCommand),
            ["placement-report"] = typeof(PlacementReport),
            ["reply"] = typeof(Reply),
            ["run-event"] = typeof(Recorded<RunEvent>),
            ["branch-event"] = typeof(Recorded<BranchEvent>),
            ["placement-event"] = typeof(Recorded<PlacementEvent>),
            ["run-snapshot"] = typeof(Snapshot<RunState>),
            ["branch-snapshot"] = typeof(Snapshot<BranchState>),
            ["run-query"] = typeof(RunQuery),
            ["run-view"] = typeof(RunQuery.Answer<RunView>),
            ["run-started"] = typeof(RunQuery.Answer<RunEvent.Started>),
            ["run-state"] = typeof(RunQuery.Answer<RunState>),
            ["get-devices"] = typeof(GetDevices),
            ["device-list"] = typeof(DeviceList),
            ["get-places"] = typeof(GetPlaces),
            ["place-list"] = typeof(PlaceList),
            ["collect"] = typeof(CheckpointCatalogActor.Collect),
            ["collection"] = typeof(CollectionReport),
            ["link"] = typeof(LinkMessage),
        };

    /// <summary>The types to bind to this serializer.</summary>
    public static IEnumerable<Type> BoundTypes => [.. Families.Values, typeof(TracedEnvelope), typeof(Addressed)];

    /// <inheritdoc/>
    public override int Identifier => 8_2024;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        TracedEnvelope => EnvelopeName,
        Addressed => AddressedName,
        _ => FamilyOf(o).Key,
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        TracedEnvelope envelope => JsonSerializer.SerializeToUtf8Bytes(Node(envelope)),
        Addressed addressed => JsonSerializer.SerializeToUtf8Bytes(Node(addressed)),
        _ => JsonSerializer.SerializeToUtf8Bytes(obj, _options.GetTypeInfo(FamilyOf(obj).Value)),
    };

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (Families.GetValueOrDefault(manifest) is { } stored && IsStored(stored))
            return Stored(bytes, manifest, stored);

        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;

        return manifest switch
        {
            EnvelopeName => Envelope(root),
            AddressedName => new Addressed(
                root.GetProperty("to").GetString() ?? throw new JsonException("A message to a branch names none."),
                Envelope(root)),
            _ => Read(root, manifest),
        };
    }

    private JsonObject Node(Addressed addressed)
    {
        var node = Node(addressed.Envelope);
        node["to"] = addressed.Branch;

        return node;
    }

    private JsonObject Node(TracedEnvelope envelope)
    {
        var (name, type) = FamilyOf(envelope.Body);

        return new JsonObject
        {
            ["family"] = name,
            ["id"] = envelope.Id,
            ["trace"] = envelope.TraceParent,
            ["body"] = JsonSerializer.SerializeToNode(envelope.Body, _options.GetTypeInfo(type)),
        };
    }

    private TracedEnvelope Envelope(JsonElement root) => new(
        Read(root.GetProperty("body"), root.GetProperty("family").GetString() ?? ""),
        root.GetProperty("id").GetString(),
        root.GetProperty("trace").GetString());

    private object Read(JsonElement json, string name) =>
        Families.TryGetValue(name, out var type)
            ? Read(json, name, type)
            : throw new SerializationException($"'{name}' is no family of this protocol.");

    /// <summary>
    /// What an entity has stored. Where other nodes may be of the newer build that wrote it, it is refused, so that the
    /// entity goes on there; a damaged snapshot is refused as well, for the events have all that it had.
    /// </summary>
    private object Stored(byte[] bytes, string name, Type type)
    {
        var read = _reader.ReadStored(bytes, name, type);

        if (read is not Undecoded undecoded)
            return read;

        if (undecoded.Newer is { } newer && JournalAway.IsAwaited(system))
        {
            system.EventStream.Publish(new Notice(newer));
            throw new NewerBuildException(newer);
        }

        return undecoded.Newer is null && UnknownType.IsSnapshot(type)
            ? throw new SerializationException($"Its bytes are no {name}.")
            : undecoded;
    }

    private static bool IsStored(Type family) =>
        UnknownType.IsSnapshot(family) || family == typeof(Recorded<RunEvent>)
            || family == typeof(Recorded<BranchEvent>);

    /// <summary>
    /// What a newer build wrote is refused whole, with a sentence for the person who runs
    /// this process; who sent it says it again.
    /// </summary>
    private object Read(JsonElement json, string name, Type type)
    {
        try
        {
            return _reader.Read(json, name, type);
        }
        catch (NewerBuildException newer)
        {
            system.EventStream.Publish(new Notice(newer.Message));
            throw;
        }
    }

    private static KeyValuePair<string, Type> FamilyOf(object o) =>
        Families.FirstOrDefault(family => family.Value.IsInstanceOfType(o)) is { Key: not null } known
            ? known
            : throw new ArgumentException($"{o.GetType().Name} belongs to no family of the protocol.", nameof(o));
}
