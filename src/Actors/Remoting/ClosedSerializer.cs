using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Riverrun.Actors.Remoting;

/// <summary>
/// Stands where Akka has a serializer that makes whatever type the sender names, and refuses in both directions. It has
/// that serializer's number, for the receiver looks serializers up by number whatever its bindings say.
/// </summary>
internal sealed class ClosedSerializer : SerializerWithStringManifest
{
    private readonly int _identifier;

    /// <summary>Closes the serializer with the number <c>closes</c>.</summary>
    public ClosedSerializer(ExtendedActorSystem system, Config settings)
        : base(system) => _identifier = settings.GetInt("closes");

    /// <inheritdoc/>
    public override int Identifier => _identifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => throw Refusal(o.GetType().Name);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw Refusal(obj.GetType().Name);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => throw Refusal(manifest);

    private static SerializationException Refusal(string what) =>
        new($"'{what}' is no message of this cluster; only registered messages travel.");
}
