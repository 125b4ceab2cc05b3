using Microsoft.AspNetCore.Http.HttpResults;

namespace Riverrun.Host.Web;

/// <summary>Refusals as problem details.</summary>
internal static class Refusals
{
    /// <summary>There is no such run.</summary>
    public static ProblemHttpResult NoRun(string run) =>
        TypedResults.Problem($"There is no run {run} in this home; riverrun ls lists those there are.", statusCode: 404);

    /// <summary>It may not be carried out as things stand.</summary>
    public static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: 409);

    /// <summary>The request itself is wrong.</summary>
    public static ProblemHttpResult Wrong(string reason) => TypedResults.Problem(reason, statusCode: 400);
}
