using System.Collections.Concurrent;

namespace Riverrun.Models.Training;

/// <summary>
/// Kinds by their names. A program registers its own before it does anything else; no spec and no message loads one.
/// </summary>
/// <typeparam name="TKind">What is registered.</typeparam>
public sealed class RegisteredKinds<TKind>
    where TKind : RegisteredKind
{
    private readonly ConcurrentDictionary<string, TKind> _known = new(StringComparer.Ordinal);

    internal RegisteredKinds()
    {
    }

    /// <summary>All that are registered, by name.</summary>
    public IReadOnlyList<TKind> All => [.. _known.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal)];

    /// <summary>Registers a kind.</summary>
    /// <exception cref="ArgumentException">Its name is taken.</exception>
    public void Add(TKind kind)
    {
        if (!_known.TryAdd(kind.Name, kind))
            throw new ArgumentException(
                $"{kind.Name} is registered already; each kind needs a name of its own.", nameof(kind));
    }

    /// <summary>The registered kind of that name, or null.</summary>
    public TKind? Find(string name) => _known.GetValueOrDefault(name);
}
