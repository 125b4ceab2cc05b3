using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: Riverrun.Tests.Shared.Deadline(minutes: 5)]

namespace Riverrun.Tests.Shared;

/// <summary>
/// No test waits for ever for what does not come to be: it is cancelled, and where it does not heed that, the process
/// ends with its name. A test with a <see cref="FactAttribute.Timeout"/> has that instead.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class DeadlineAttribute(int minutes) : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        var deadline = test.Timeout > 0 ? TimeSpan.FromMilliseconds(test.Timeout) : TimeSpan.FromMinutes(minutes);
        var ended = _running[test.UniqueID] = new CancellationTokenSource();
        _ = WatchAsync(test.TestDisplayName, TestContext.Current, deadline, ended.Token);
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_running.TryRemove(test.UniqueID, out var ended))
            ended.Cancel();
    }

    private static async Task WatchAsync(string test, ITestContext context, TimeSpan deadline, CancellationToken ended)
    {
        try
        {
            await Task.Delay(deadline, ended);
            context.CancelCurrentTest();
            await Task.Delay(Grace, ended);
            Environment.FailFast($"{test} did not end within {deadline}, and not when it was cancelled.");
        }
        catch (OperationCanceledException)
        {
            // It has ended in time.
        }
    }
}
