using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;

namespace Riverrun.Actors.Serialization;

/// <summary>Writes an actor reference as its path with address; only messages hold any, never an event.</summary>
internal sealed class ActorRefConverter(ExtendedActorSystem system) : JsonConverter<IActorRef>
{
    public override IActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        system.Provider.ResolveActorRef(reader.GetString() ?? throw new JsonException("An actor's path is missing."));

    public override void Write(Utf8JsonWriter writer, IActorRef value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Akka.Serialization.Serialization.SerializedActorPath(value));
}
