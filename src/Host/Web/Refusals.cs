using Microsoft.AspNetCore.Http.HttpResults;
using Riverrun.Host.Client;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Web;

/// <summary>Refusals as problem details.</summary>
internal static class Refusals
{
    /// <summary>There is no such run.</summary>
    public static ProblemHttpResult NoRun(string run) => TypedResults.Problem(NoRunHere(run).Message, statusCode: 404);

    /// <summary>The same for who asks without the API.</summary>
    public static RefusedException NoRunHere(string run) =>
        new(404, $"There is no run {run} in this home; {ThisProgram.Name} ls lists those there are.");

    /// <summary>Events cannot come after a number that is less than none.</summary>
    public static string WrongAfter(long after) =>
        $"after is {after}; it must be the sequence of an event, or 0 for all.";

    /// <summary>It may not be carried out as things stand.</summary>
    public static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: 409);

    /// <summary>The request itself is wrong.</summary>
    public static ProblemHttpResult Wrong(string reason) => TypedResults.Problem(reason, statusCode: 400);
}
