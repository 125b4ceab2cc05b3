using System.Runtime.InteropServices;

namespace Riverrun.Host.Cli;

/// <summary>
/// Tells SIGTERM, which a service ends well with, from Ctrl-C. What either does is up to <see cref="Signals"/>.
/// </summary>
internal sealed class Termination : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private volatile bool _wasAsked;

    /// <summary>Listens from now on.</summary>
    public Termination() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => _wasAsked = true);

    /// <summary>Whether SIGTERM has come.</summary>
    public bool WasAsked => _wasAsked;

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();
}
