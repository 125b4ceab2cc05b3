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

    /// <summary>Sampling from the model itself: tokens, actions.</summary>
    Sampling = 4,

    /// <summary>Which stored experience a step learns from.</summary>
    Replay = 5,

    /// <summary>Where an environment begins.</summary>
    Reset = 6,

    /// <summary>Noise that is added to inputs or targets.</summary>
    Noise = 7,
}
