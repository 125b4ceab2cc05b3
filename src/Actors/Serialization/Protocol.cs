using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Runs;

namespace Riverrun.Actors.Serialization;

/// <summary>The protocol as JSON: packed in the journal and on the wire, readable for people.</summary>
public static class Protocol
{
    /// <summary>What the journal and the wire hold: number columns are packed.</summary>
    internal static JsonSerializerOptions Packed { get; } = Options(packed: true);

    /// <summary>What people read: number columns are arrays.</summary>
    internal static JsonSerializerOptions Readable { get; } = Options(packed: false);

    /// <summary>Whether two values of the protocol say the same.</summary>
    public static bool Same<T>(T left, T right) => Text(left) == Text(right);

    /// <summary>A value of the protocol as JSON text.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Info<T>(Readable));

    /// <summary>A value of the protocol as a JSON object, its type's wire name included.</summary>
    public static JsonObject Node<T>(T value) =>
        JsonSerializer.SerializeToNode(value, Info<T>(Readable)) as JsonObject
        ?? throw new ArgumentException($"A {typeof(T).Name} is no JSON object.", nameof(value));

    internal static JsonTypeInfo<T> Info<T>(JsonSerializerOptions options) =>
        (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    internal static JsonSerializerOptions Options(bool packed, params IEnumerable<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions(RunProtocol.Default.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(
                RunProtocol.Default, BranchProtocol.Default, MilestoneProtocol.Default, LeaseProtocol.Default,
                ReportProtocol.Default),
            AllowOutOfOrderMetadataProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

        if (packed)
        {
            options.Converters.Add(new PackedColumns<float>());
            options.Converters.Add(new PackedColumns<double>());
        }

        foreach (var converter in converters)
            options.Converters.Add(converter);

        options.MakeReadOnly();

        return options;
    }
}
