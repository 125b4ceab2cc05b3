using System.Runtime.Serialization;

namespace Riverrun.Actors.EventSourcing;

/// <summary>
/// A message or an event is of a known family, but this build does not know its type: a newer one wrote it.
/// </summary>
/// <remarks>It has no inner exception, so that its own sentence is the innermost and the one that is told.</remarks>
internal sealed class NewerBuildException : SerializationException
{
    /// <summary>An exception with a sentence for the person who runs the process.</summary>
    /// <param name="message">What is not known, and what to do.</param>
    public NewerBuildException(string message)
        : base(message)
    {
    }
}
