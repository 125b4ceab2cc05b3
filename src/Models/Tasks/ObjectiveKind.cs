using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks;

/// <summary>
/// An objective by the name that a spec gives for <c>objective.kind</c>, with the record that its settings are.
/// </summary>
public sealed class ObjectiveKind : RegisteredKind
{
    private readonly Func<ObjectiveSetup, IObjective> _open;

    private ObjectiveKind(string name, Type settings, Func<ObjectiveSetup, IObjective> open)
        : base(name, settings) => _open = open;

    /// <summary>An objective that can be registered.</summary>
    /// <typeparam name="TSettings">A record; the parameters of its constructor are the keys, in kebab-case.</typeparam>
    /// <param name="name">The name in specs: lower-case letters, digits and dashes.</param>
    /// <param name="open">Makes the objective in its first state.</param>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    public static ObjectiveKind Of<TSettings>(string name, Func<ObjectiveSetup, TSettings, IObjective> open)
        where TSettings : class =>
        new(name, typeof(TSettings), setup => open(setup, Read<TSettings>(setup.Workload.Objective)));

    /// <summary>The objective in its first state.</summary>
    public IObjective Open(ObjectiveSetup setup) => _open(setup);
}
