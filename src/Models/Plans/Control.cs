using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>
/// A number beside the learning rate that changes by plan: from one value to another over some steps, constant before
/// and after. Pure.
/// </summary>
/// <param name="Name">What the objective asks for: <c>batch</c> for the rows of a batch.</param>
/// <param name="From">Its value up to <paramref name="FirstStep"/>.</param>
/// <param name="To">Its value from <paramref name="FirstStep"/> + <paramref name="Steps"/> on.</param>
/// <param name="FirstStep">Steps of ancestry at which it begins to change.</param>
/// <param name="Steps">Steps that the change takes; 0 for a jump.</param>
/// <param name="Shape">How it changes in between.</param>
public sealed record Control(
    string Name,
    double From,
    double To,
    [Range(0, double.PositiveInfinity), SpecKey(Unit = "steps")] long FirstStep = 0,
    [Range(0, double.PositiveInfinity), SpecKey(Unit = "steps")] long Steps = 0,
    ControlShape Shape = ControlShape.Linear) : IConsistent
{
    /// <inheritdoc/>
    public KeyProblem? Problem() => this switch
    {
        { Name: Batch, From: < 1 } => new KeyProblem("from", "must be a number of at least 1, since a batch has rows"),
        { Name: Batch, To: < 1 } => new KeyProblem("to", "must be a number of at least 1, since a batch has rows"),
        { Shape: ControlShape.Exponential } when From <= 0 || To <= 0 =>
            new KeyProblem("shape", "needs {from} and {to} above 0, since it goes in equal factors"),
        _ => null,
    };

    /// <summary>The control that sets the rows of a batch; rounded to the nearest whole number.</summary>
    public const string Batch = "batch";

    /// <summary>The value in the step with index <paramref name="step"/>.</summary>
    public double At(long step)
    {
        if (step >= FirstStep + Steps)
            return To;
        if (step <= FirstStep)
            return From;

        var progress = (step - FirstStep) / (double)Steps;
        return Shape switch
        {
            ControlShape.Cosine => To + ((From - To) * (1 + Math.Cos(Math.PI * progress)) / 2),
            ControlShape.Exponential => From * Math.Pow(To / From, progress),
            _ => From + ((To - From) * progress),
        };
    }
}

/// <summary>How a <see cref="Control"/> goes from one value to the other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ControlShape>))]
public enum ControlShape
{
    /// <summary>In equal steps.</summary>
    [JsonStringEnumMemberName("linear")] Linear,

    /// <summary>Half a cosine: slow, fast, slow.</summary>
    [JsonStringEnumMemberName("cosine")] Cosine,

    /// <summary>In equal factors; both ends must be above 0.</summary>
    [JsonStringEnumMemberName("exponential")] Exponential,
}
