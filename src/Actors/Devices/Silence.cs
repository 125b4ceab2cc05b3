namespace Riverrun.Actors.Devices;

/// <summary>
/// How long nobody has answered a device, counted in its own ticks and not in time: a process that was stopped for an
/// hour has missed as many of them as answers.
/// </summary>
/// <param name="Ticks">Ticks since it was last spoken to.</param>
internal readonly record struct Silence(int Ticks)
{
    private const int AloneTicks = 2;

    /// <summary>Somebody has just spoken.</summary>
    public static Silence None => default;

    /// <summary>Whether an answer should have come by now.</summary>
    public bool IsAlone => Ticks >= AloneTicks;

    /// <summary>One tick later.</summary>
    public Silence Longer() => new(Ticks + 1);

    /// <summary>
    /// Whether it has lasted for <paramref name="time"/>, with a tick every <paramref name="interval"/>.
    /// </summary>
    public bool HasLasted(TimeSpan time, TimeSpan interval) => Ticks * interval >= time;
}
