namespace Riverrun.Actors.EventSourcing;

/// <summary>
/// Published on the event stream when this process cannot go on: its journal or its disk
/// is broken. Nothing acknowledged is lost.
/// </summary>
/// <param name="Reason">A sentence for the person who runs it.</param>
internal sealed record WorldBroken(string Reason)
{
    internal static WorldBroken Journal(string entity, Exception cause) =>
        new($"The journal could not store an event of {entity}: {Innermost(cause)} Everything acknowledged before is "
            + "stored.");

    internal static WorldBroken Recovery(string entity, Exception cause) =>
        new($"The journal could not be read for {entity}: {Innermost(cause)}");

    internal static WorldBroken Incomplete(string entity, long given, long stored) =>
        new($"The journal gave back {given} of the {stored} events of {entity}; nothing is decided on a part of them.");

    internal static WorldBroken Defect(string entity, Exception cause) =>
        new($"{entity} failed again and again, which is a defect of Riverrun: {Innermost(cause)} Everything "
            + "acknowledged is stored.");

    internal static WorldBroken Unreadable(string entity, Exception cause) =>
        cause is UnreadableException
            ? new(cause.Message)
            : new($"{entity} cannot be recovered from its events, which is a defect of Riverrun: {Innermost(cause)} "
                + "All of them are kept.");

    private static string Innermost(Exception cause)
    {
        var message = cause.GetBaseException().Message;

        return message.EndsWith('.') ? message : message + ".";
    }
}
