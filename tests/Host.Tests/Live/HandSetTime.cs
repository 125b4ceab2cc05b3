namespace Riverrun.Host.Tests.Live;

/// <summary>A clock that stands until a test moves it.</summary>
internal sealed class HandSetTime : TimeProvider
{
    /// <summary>Time since nine o'clock.</summary>
    public TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero) + Now;
}
