using System.Security.Cryptography;
using System.Text;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Telemetry;
using Riverrun.Host.Api;

namespace Riverrun.Host.Web;

/// <summary>Sends a request's command to its run and turns the reply into a result.</summary>
/// <param name="gateway">The actors.</param>
/// <param name="accessor">The request; its <c>Idempotency-Key</c> names the command, so that a repeated
/// request is carried out once.</param>
internal sealed class CommandEdge(IRunGateway gateway, IHttpContextAccessor accessor)
{
    /// <summary>Sends a command and waits until what it promises is stored.</summary>
    /// <param name="run">The receiver.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="accepted">The answer when it is accepted.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <param name="mustExist">Whether a run of that name must have been started.</param>
    public async Task<IResult> SendAsync(
        string run, RunCommand command, AcceptedBody accepted, CancellationToken cancel, bool mustExist = true)
    {
        var id = new RunId(run);

        if (mustExist && await gateway.GetAsync(id, cancel) is null)
            return Refusals.NoRun(run);

        var key = CommandId(command);
        using var activity = RuntimeTelemetry.StartRequest(accepted.Command, Header("traceparent"));

        return await gateway.SendAsync(id, command, key, cancel) switch
        {
            Reply.Rejected rejected => Refusals.Refused(rejected.Reason),
            _ => TypedResults.Ok(accepted),
        };
    }

    /// <summary>
    /// The key, and what was asked under it: a key that comes again with another command is no repetition.
    /// </summary>
    private string CommandId(RunCommand command) => Header(IdempotencyKey.Header) switch
    {
        null => RandomNumberGenerator.GetHexString(32, lowercase: true),
        { Length: <= IdempotencyKey.Longest } key when key.All(letter => letter is > ' ' and <= '~') =>
            $"{key}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Protocol.Text(command))))[..16]}",
        _ => throw new FormatException(
            $"{IdempotencyKey.Header} is not one word of at most {IdempotencyKey.Longest} visible ASCII characters; "
                + "send such a word, or leave it out."),
    };

    private string? Header(string name) =>
        accessor.HttpContext?.Request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}
