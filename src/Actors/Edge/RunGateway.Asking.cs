using System.Data.Common;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Edge;

/// <content>How actors are asked, and what an answer that does not come is called.</content>
internal sealed partial class RunGateway
{
    private Task<T> AskRun<T>(RunId run, object message, CancellationToken cancel)
    {
        Task<T> Ask() => runs.ActorRef.Ask<T>(new ShardingEnvelope(run.Name, message), AnswerWithin, cancel);

        return UnlessBroken<T>(
            settings.Journal is JournalConfig.PostgreSql database ? () => UnlessAway(database, Ask, cancel) : Ask);
    }

    /// <summary>
    /// An answer; or, where the database is away that the entity waits for, a sentence that says so. What was on its
    /// way to an entity when its journal failed it is lost, so it is asked again: under its id, a command is carried
    /// out once.
    /// </summary>
    private static async Task<T> UnlessAway<T>(
        JournalConfig.PostgreSql database, Func<Task<T>> ask, CancellationToken cancel)
    {
        var answers = new List<Task<T>> { ask() };
        var first = Task.WhenAny(answers);

        while (await Task.WhenAny(first, Task.Delay(AskAgainAfter, cancel)) != first && !cancel.IsCancellationRequested)
        {
            if (await PostgreSqlJournal.ProblemNowAsync(database.ConnectionString, cancel) is { } problem
                && !first.IsCompleted)
                throw new IOException(
                    $"{problem} Ask again when it is back; a command that is repeated under its id is carried out "
                        + "once.");

            answers.Add(ask());
            first = Task.WhenAny(answers);
        }

        return await await first;
    }

    /// <summary>
    /// An answer, or the true cause why there is none: the journal is broken, which a time-out would not say.
    /// </summary>
    private async Task<T> UnlessBroken<T>(Func<Task<T>> ask)
    {
        if (fatal.Raised.IsCompleted)
            throw new IOException(await fatal.Raised);

        var answer = Task.Run(ask); // The plugin waits for its database in a constructor.

        if (await Task.WhenAny(answer, fatal.Raised) != answer)
            throw new IOException(await fatal.Raised);

        try
        {
            return await answer;
        }
        catch (DbException cause)
        {
            var reason = fatal.Raised.IsCompleted
                ? await fatal.Raised : $"The journal could not be read: {cause.Message}";

            throw new IOException(reason, cause);
        }
        catch (NewerBuildException cause)
        {
            throw new IOException(cause.Message, cause);
        }
    }
}
