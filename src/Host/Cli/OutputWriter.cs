using System.Text;

namespace Riverrun.Host.Cli;

/// <summary>
/// Standard output or error, which may be a file on a full disk or a terminal that is gone: what merely tells how
/// things go is then
/// dropped, for it must never end what it tells of, and a result that is lost is said to be.
/// </summary>
internal sealed class OutputWriter : TextWriter
{
    private readonly TextWriter _inner;
    private readonly bool _mayLose;

    private OutputWriter(TextWriter inner, bool mayLose) => (_inner, _mayLose) = (inner, mayLose);

    /// <inheritdoc/>
    public override Encoding Encoding => _inner.Encoding;

    /// <summary>A writer that refuses to lose what it is given.</summary>
    public static OutputWriter Keeping(TextWriter writer) => new(writer, mayLose: false);

    /// <summary>The same output for what may be lost.</summary>
    public static OutputWriter Dropping(TextWriter writer) =>
        new(writer is OutputWriter known ? known._inner : writer, mayLose: true);

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => _inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => _inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => _inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => _inner.WriteLine(value));

    /// <inheritdoc/>
    public override Task WriteAsync(string? value) => Done(() => _inner.Write(value));

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value) => Done(() => _inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(_inner.Flush);

    /// <inheritdoc/>
    public override Task FlushAsync() => Done(_inner.Flush);

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Done(_inner.Flush);

    private Task Done(Action write)
    {
        Try(write);

        return Task.CompletedTask;
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (!_mayLose)
                throw new IOException(
                    $"Standard output cannot be written ({cause.Message.TrimEnd('.')}), so the answer is lost; "
                    + "make room or redirect it, and say the same again.",
                    cause);
        }
    }
}
