namespace Riverrun.Host.Tests.PublicApi;

/// <summary>A little of everything that a public type can have.</summary>
public abstract class Shown
{
    public const int Most = 7;

    protected Shown()
    {
    }

    public IReadOnlyList<(long Step, string Name)> Kept { get; init; } = [];

    public int Count { get; private set; }

    public T? Find<T>(string? name, T[] among, int most = Most)
        where T : class => among.Length + Count < most && name is not null ? among[0] : null;

    protected abstract void Turn();

    internal void Hidden() => Count++;
}
