namespace Riverrun.Host.Api;

/// <summary>The name that a client gives a command, so that a repeated request is carried out once.</summary>
internal static class IdempotencyKey
{
    /// <summary>The header that names a command.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>
    /// Characters that the name of a command may have: it is stored with every event that the command causes.
    /// </summary>
    public const int Longest = 128;
}
