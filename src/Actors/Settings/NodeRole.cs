namespace Riverrun.Actors.Settings;

/// <summary>What a process is to the runtime: the same actors everywhere, only the wiring differs.</summary>
public enum NodeRole
{
    /// <summary>Everything in one process: decisions, journal and the device.</summary>
    Solo,

    /// <summary>Opens a home that nobody trains in, and only looks.</summary>
    Viewer,

    /// <summary>
    /// A node of the cluster that decides: runs and branches in shards, placement and catalog as singletons.
    /// </summary>
    Coordinator,

    /// <summary>A process with one device that trains what coordinators lease it to.</summary>
    Worker,
}
