using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>
/// When and on how much held-out data a model is measured. Every stage that delivers a
/// budget ends with an evaluation in any case.
/// </summary>
/// <param name="EverySteps">Steps between evaluations; 0 for none but those at the stages' ends.</param>
/// <param name="Windows">Held-out windows per evaluation, at least 1; evenly spaced over the held-out split, always the
/// same ones.</param>
public sealed record EvaluationConfig(
    [Range(0, double.PositiveInfinity), DefaultValue(0L), SpecKey(Unit = "steps")] long EverySteps,
    [Range(1, int.MaxValue), DefaultValue(64), SpecKey(Unit = "windows")] int Windows);
