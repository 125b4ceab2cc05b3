using System.Diagnostics.CodeAnalysis;

// The fixtures of Cluster.Tests are linked into this program, which is no test: it has what they use of xunit.
namespace Xunit;

/// <summary>Something that starts and ends asynchronously.</summary>
internal interface IAsyncLifetime : IAsyncDisposable
{
    /// <summary>Starts it.</summary>
    ValueTask InitializeAsync();
}

/// <summary>What a fixture says when it cannot go on.</summary>
internal static class Assert
{
    /// <summary>Something is not installed.</summary>
    [DoesNotReturn]
    public static void Skip(string reason) => throw new NotSupportedException(reason);

    /// <summary>Something must not be so.</summary>
    public static void False([DoesNotReturnIf(true)] bool condition, string message)
    {
        if (condition)
            throw new InvalidOperationException(message);
    }
}
