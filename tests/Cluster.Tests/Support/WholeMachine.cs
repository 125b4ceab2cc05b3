namespace Riverrun.Cluster.Tests.Support;

/// <summary>Tests that start whole clusters: one after another, and not beside the others, for what they assert has a time in it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeMachine
{
    /// <summary>The collection's name.</summary>
    public const string Name = "whole machine";
}
