using System.Diagnostics;

namespace Riverrun.Models.Recipes;

/// <summary>
/// Five ways to get a model at every budget, on the same text with the same model, peak rate and budgets, so that
/// nothing but the policy differs (Wen et al. 2410.05192).
/// </summary>
public static class LearningRateRecipes
{
    private const string Wen =
        "Wen et al., Understanding Warmup-Stable-Decay Learning Rates: A River Valley Loss Landscape Perspective, "
            + "arXiv 2410.05192";

    /// <summary>One river that goes on from each decayed model.</summary>
    public static Recipe WsdS { get; } = Of(
        "wsd-s", Wen, "One branch; the rate decays before each budget and is straight back at its peak after it.");

    /// <summary>A trunk at the peak rate and a leaf per budget.</summary>
    public static Recipe Wsd { get; } = Of(
        "wsd",
        "Hu et al., MiniCPM: Unveiling the Potential of Small Language Models, arXiv 2404.06395",
        "A trunk that stays at the peak rate; for each budget a leaf forks from it and decays.");

    /// <summary>A trunk at the peak rate, and the mean of its last checkpoints at each budget.</summary>
    public static Recipe Wsm { get; } = Of(
        "wsm",
        "WSM: Decay-Free Learning Rate Schedule via Checkpoint Merging for LLM Pre-training, arXiv 2507.17634",
        "A trunk that stays at the peak rate and never decays; the model of a budget is the mean of its last "
            + "checkpoints.");

    /// <summary>One river whose rate falls by a cosine in each cycle.</summary>
    public static Recipe CyclicCosine { get; } = Of(
        "cyclic-cosine",
        "Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv 1608.03983",
        "One branch; in each cycle the rate falls from its peak to its floor by a cosine.");

    /// <summary>A run from scratch for each budget.</summary>
    public static Recipe Cosine { get; } = Of(
        "cosine",
        "Hoffmann et al., Training Compute-Optimal Large Language Models, arXiv 2203.15556",
        "One branch from scratch per budget, each with a cosine that knows its budget: the costly oracle.");

    private static Recipe Of(string policy, string paper, string summary) =>
        new(policy, paper, summary, scale =>
            $"recipe = {policy}\nname = {policy}\npolicy = {policy}\n{Workload(scale)}{Merge(policy, scale)}");

    /// <summary>The smallest budget of the smoke scale, 40, has a last tenth of 4 steps.</summary>
    private static string Merge(string policy, Scale scale) =>
        policy != "wsm" ? "" : $"\nmerge {{ checkpoints = {(scale == Scale.Smoke ? 4 : 8)}, window = 0.1 }}";

    private static string Workload(Scale scale) => scale switch
    {
        Scale.Smoke => """
            budgets = [40, 80, 160]
            learning-rate { peak = 3e-3, floor-ratio = 0.1, warm-up-steps = 10, decay { shape = inverse, basis = total, value = 0.1 } }
            model { kind = llama, layers = 2, width = 64, heads = 4 }
            data { kind = dotnet-docs, tokenizer = bytes, context = 64, batch = 8 }
            evaluation { every-steps = 40, windows = 64 }
            checkpoints { every-steps = 25 }
            """,
        Scale.Small => """
            budgets = [400, 800, 1600]
            learning-rate { peak = 3e-3, floor-ratio = 0.1, warm-up-steps = 50, decay { shape = inverse, basis = total, value = 0.1 } }
            model { kind = llama, layers = 2, width = 64, heads = 4 }
            data { kind = dotnet-docs, tokenizer = bytes, context = 64, batch = 16 }
            evaluation { every-steps = 100, windows = 256 }
            checkpoints { every-steps = 100 }
            """,
        Scale.Paper => """
            # 0.1B parameters, 4M tokens a step, 50B, 100B and 200B tokens; the paper does not give peak, warm-up and depth.
            budgets = [12500, 25000, 50000]
            learning-rate { peak = 3e-3, floor-ratio = 0.1, warm-up-steps = 500, decay { shape = inverse, basis = total, value = 0.1 } }
            model { kind = llama, layers = 12, width = 768, heads = 12, feed-forward-width = 2048, z-loss = 1e-4 }
            data {
              kind = text
              files = ["pile/*.jsonl"]
              tokenizer { kind = bpe, vocabulary = gpt2/vocab.json, merges = gpt2/merges.txt }
              context = 4096
              batch = 16
              accumulation-steps = 64
            }
            evaluation { every-steps = 500, windows = 256 }
            checkpoints { every-steps = 500 }
            device { kind = cuda, precision = bf16 }
            """,
        _ => throw new UnreachableException($"Scale {scale} has no spec."),
    };
}
