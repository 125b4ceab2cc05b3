namespace Riverrun.Cluster.Tests.Support;

/// <summary>
/// Tests of whole clusters whose assertions have a time in them: one after another, and not beside the others.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeMachine
{
    /// <summary>The collection's name.</summary>
    public const string Name = "whole machine";
}
