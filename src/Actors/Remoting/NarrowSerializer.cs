using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace Riverrun.Actors.Remoting;

/// <summary>
/// Stands before a serializer of Akka's and lets through only the messages that clusters and watched actors need: those
/// it keeps out stop or restart actors, or hold an exception, for which the receiver would make the type that the
/// sender names.
/// </summary>
internal sealed class NarrowSerializer : SerializerWithStringManifest
{
    /// <summary>Identify, its answer, a reference, the heartbeat between watchers, its answer, and success.</summary>
    private static readonly FrozenSet<string> Questions =
        FrozenSet.ToFrozenSet(["ID", "AID", "AR", "RWHB", "RWHR", "STS"]);

    private static readonly FrozenDictionary<string, Type> Watching =
        new[] { typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification) }.ToFrozenDictionary(
            type => type.TypeQualifiedName());

    private readonly MiscMessageSerializer? _questions;
    private readonly SystemMessageSerializer? _watching;

    /// <summary>
    /// Stands before the serializer with the number <c>narrows</c>: 16 for questions, 22 for watching.
    /// </summary>
    public NarrowSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
        Identifier = settings.GetInt("narrows");
        _questions = Identifier == 16 ? new MiscMessageSerializer(system) : null;
        _watching = Identifier == 22 ? new SystemMessageSerializer(system) : null;
    }

    /// <inheritdoc/>
    public override int Identifier { get; }

    /// <inheritdoc/>
    public override string Manifest(object o)
    {
        var manifest = _questions?.Manifest(o) ?? o.GetType().TypeQualifiedName();

        return Passes(manifest) ? manifest : throw Refusal(o.GetType().Name);
    }

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        // One of the two is set.
        Passes(Manifest(obj)) && _questions is not null ? _questions.ToBinary(obj) : _watching!.ToBinary(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) =>
        !Passes(manifest) ? throw Refusal(manifest)
        : _questions is not null ? _questions.FromBinary(bytes, manifest)
        : _watching!.FromBinary(bytes, Watching[manifest]); // one of the two is set

    private bool Passes(string manifest) => _questions is not null
        ? Questions.Contains(manifest) : Watching.ContainsKey(manifest);

    private static SerializationException Refusal(string what) =>
        new($"'{what}' is not accepted from another process; only registered messages and what clusters need travel.");
}
