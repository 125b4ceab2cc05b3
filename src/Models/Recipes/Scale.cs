namespace Riverrun.Models.Recipes;

/// <summary>How much of a recipe is carried out.</summary>
public enum Scale
{
    /// <summary>Ends within 20 seconds on two cores: shows that it works.</summary>
    Smoke,

    /// <summary>Ends within 6 minutes on two cores: shows the effect.</summary>
    Small,

    /// <summary>As published; wants GPUs and the paper's data.</summary>
    Paper,
}
