namespace Riverrun.Host.Tests.Web;

/// <summary>A clock whose timers are a hundred times as fast, for what happens after long silence.</summary>
internal sealed class HurriedTime : TimeProvider
{
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
}
