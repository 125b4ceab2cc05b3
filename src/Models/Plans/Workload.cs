namespace Riverrun.Models.Plans;

/// <summary>What is trained, on what, and how it is measured; everything but the learning rate and the number of steps.</summary>
public sealed record Workload(
    ModelConfig Model, CorpusConfig Data, BatchConfig Batch, OptimizerConfig Optimizer, EvaluationConfig Evaluation);
