namespace Riverrun.Host.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>It is done.</summary>
    public const int Done = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>The call or the spec is wrong.</summary>
    public const int WrongCall = 2;

    /// <summary>Interrupted after a checkpoint.</summary>
    public const int Interrupted = 130;
}
