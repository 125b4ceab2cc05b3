namespace Riverrun.Models.Hocon;

/// <summary>Takes a number and its unit apart.</summary>
public static class Measures
{
    /// <summary>The number in front, and the letters at the end; spaces may stand between them.</summary>
    public static (string Number, string Unit) Split(string? text)
    {
        var end = text?.Length ?? 0;

        while (end > 0 && char.IsAsciiLetter(text![end - 1]))
            end--;

        return (text?[..end].TrimEnd() ?? "", text?[end..] ?? "");
    }
}
