using TorchSharp.Modules;

namespace Riverrun.Models.Optimizers;

/// <summary>Parameters that an optimizer treats alike.</summary>
/// <param name="Decays">Whether weight decay applies to them.</param>
/// <param name="RateFactor">What the learning rate is multiplied with for them.</param>
public sealed record ParameterGroup(bool Decays, double RateFactor = 1)
{
    /// <summary>Weight decay, at the rate of the step.</summary>
    public static ParameterGroup Decayed { get; } = new(Decays: true);

    /// <summary>No weight decay, at the rate of the step.</summary>
    public static ParameterGroup Plain { get; } = new(Decays: false);

    /// <summary>Weight decay for tensors of two or more dimensions alone, as gains and biases do not want it.</summary>
    public static ParameterGroup ByDimensions(string name, Parameter parameter) => parameter.shape.Length >= 2
        ? Decayed : Plain;
}

/// <summary>Where the parameters of a group lie in the flat buffers.</summary>
/// <param name="Group">The group.</param>
/// <param name="Start">Elements before it.</param>
/// <param name="Length">Elements in it, gaps included.</param>
public sealed record ParameterStretch(ParameterGroup Group, long Start, long Length);
