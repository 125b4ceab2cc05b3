namespace Riverrun.Models.Plans;

/// <summary>A record of a spec whose values can be right one by one and contradict each other.</summary>
public interface IConsistent
{
    /// <summary>The first contradiction, or null when there is none.</summary>
    KeyProblem? Problem();
}
