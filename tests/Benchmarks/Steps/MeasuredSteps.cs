namespace Riverrun.Benchmarks.Steps;

/// <summary>A step that builds are compared by.</summary>
/// <param name="Name">What a person calls it.</param>
/// <param name="Setup">What is trained, as JSON; TEXT stands for a file of text.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Steps">Steps in a turn: about what a device takes in a slice of 150 ms.</param>
internal sealed record MeasuredSteps(string Name, string Setup, double Rate, int Steps)
{
    /// <summary>The Llama of recipe wsd-s at scale small, some 20 ms a step, and the river valley's table.</summary>
    public static IReadOnlyList<MeasuredSteps> All { get; } =
    [
        new(
            "llama",
            """
            { "seed": 1, "workloadName": "main", "peakLearningRate": 0.003,
              "device": { "kind": "cpu", "threads": 1, "precision": "f32" },
              "workload": {
                "model": { "type": "llama", "layers": 2, "width": 64, "heads": 4, "keyValueHeads": 4,
                  "feedForwardWidth": 192 },
                "data": { "type": "text", "files": ["TEXT"], "field": "text", "tokenizer": { "type": "bytes" },
                  "context": 64 },
                "batch": { "size": 16 }, "optimizer": { "type": "adamw" },
                "evaluation": { "everySteps": 100, "windows": 4 } } }
            """,
            Rate: 3e-3, Steps: 8),
        new(
            "bigram",
            """
            { "seed": 1, "workloadName": "main", "peakLearningRate": 64,
              "device": { "kind": "cpu", "threads": 1, "precision": "f32" },
              "workload": {
                "model": { "type": "bigram", "deterministicContexts": 384, "uncertainContexts": 32, "tokens": 64 },
                "data": { "type": "bigram", "distributionSeed": 1 },
                "batch": { "size": 64 }, "optimizer": { "type": "sgd" },
                "evaluation": { "everySteps": 100, "windows": 1 } } }
            """,
            Rate: 16, Steps: 2000),
    ];
}
