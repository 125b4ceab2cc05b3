using System.Text.Json;
using System.Text.Json.Serialization;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Serialization;

/// <summary>Reads what the journal and the wire hold of a family, and refuses whole what a newer build wrote.</summary>
/// <param name="converters">Converters that the protocol needs besides its own.</param>
internal sealed class FamilyReader(params IEnumerable<JsonConverter> converters)
{
    private readonly JsonSerializerOptions _options = Protocol.Options(packed: true, converters);
    private JsonSerializerOptions? _whole;

    /// <summary>Reads a member of a family.</summary>
    /// <param name="json">What is stored.</param>
    /// <param name="name">The family's name on the wire.</param>
    /// <param name="type">The family's type.</param>
    /// <exception cref="NewerBuildException">This build does not know it; the message says what to do.</exception>
    public object Read(JsonElement json, string name, Type type)
    {
        try
        {
            return json.Deserialize((UnknownType.IsSnapshot(type) ? Whole : _options).GetTypeInfo(type))
                ?? throw new JsonException($"A {name} is empty.");
        }
        catch (JsonException cause) when (UnknownType.Sentence(name, type, json, cause) is { } sentence)
        {
            throw new NewerBuildException(sentence);
        }
    }

    /// <summary>
    /// Reads what the journal holds of an entity; what cannot be read is no reason to end with all others.
    /// </summary>
    /// <param name="bytes">What is stored.</param>
    /// <param name="name">The family's name.</param>
    /// <param name="type">The family's type.</param>
    /// <returns>The member of the family, or <see cref="Undecoded"/>.</returns>
    public object ReadStored(byte[] bytes, string name, Type type)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);

            return Read(document.RootElement, name, type);
        }
        catch (NewerBuildException newer)
        {
            return new Undecoded(name, newer.Message);
        }
        catch (Exception)
        {
            return new Undecoded(name, null); // What the reader says of it names types of ours.
        }
    }

    private JsonSerializerOptions Whole => _whole ??= MakeWhole();

    private JsonSerializerOptions MakeWhole()
    {
        var whole = new JsonSerializerOptions(_options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        whole.MakeReadOnly();

        return whole;
    }
}
