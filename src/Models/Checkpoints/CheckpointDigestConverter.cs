using System.Text.Json;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Checkpoints;

/// <summary>Writes a digest as its text.</summary>
public sealed class CheckpointDigestConverter : JsonConverter<CheckpointDigest>
{
    /// <inheritdoc/>
    public override CheckpointDigest Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CheckpointDigest.Parse(reader.GetString() ?? "");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CheckpointDigest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
