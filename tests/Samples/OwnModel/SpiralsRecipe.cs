using Riverrun.Models.Recipes;

namespace OwnModel;

/// <summary>The recipe, run by <c>run spirals</c>.</summary>
public static class SpiralsRecipe
{
    public static Recipe Recipe { get; } = new(
        "spirals",
        "a sample",
        "Two spirals and a small network, under WSD-S.",
        _ => """
            recipe = spirals
            name = spirals
            policy = wsd-s
            budgets = [200, 400]
            learning-rate { peak = 1e-2, floor-ratio = 0.1, warm-up-steps = 20, decay { shape = inverse, basis = total, value = 0.1 } }
            objective { kind = spirals, hidden = 32 }
            data { batch = 64 }
            evaluation { every-steps = 50 }
            checkpoints { every-steps = 50 }
            """);
}
