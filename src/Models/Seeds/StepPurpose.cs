namespace Riverrun.Models.Seeds;

/// <summary>
/// What a generator is used for within a step; draws for different purposes are independent.
/// Values enter seeds and never change.
/// </summary>
public enum StepPurpose
{
    /// <summary>First weights.</summary>
    Initialization = 1,

    /// <summary>Dropout masks.</summary>
    Dropout = 2,

    /// <summary>Draws from a categorical distribution that is trained on.</summary>
    Data = 3,
}
