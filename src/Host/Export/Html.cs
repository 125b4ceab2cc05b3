using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Riverrun.Host.Export;

/// <summary>
/// A piece of markup. It is made from interpolated strings whose holes are escaped, so a name or a text can
/// never become markup by being forgotten.
/// </summary>
internal readonly struct Html(string text)
{
    /// <summary>No markup.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>The literal parts as they are, every hole escaped unless it is markup itself.</summary>
    public static Html Of(Interpolation parts) => new(parts.ToString());

    /// <summary>One after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.ToString())));

    /// <inheritdoc/>
    public override string ToString() => text ?? "";

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public ref struct Interpolation(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + holes * 16);

        /// <summary>Adds what stands in the source.</summary>
        public readonly void AppendLiteral(string literal) => _text.Append(literal);

        /// <summary>Adds markup.</summary>
        public readonly void AppendFormatted(Html markup) => _text.Append(markup.ToString());

        /// <summary>Adds markup pieces one after the other.</summary>
        public readonly void AppendFormatted(IEnumerable<Html> pieces) => _text.Append(Join(pieces).ToString());

        /// <summary>Adds text, escaped.</summary>
        public readonly void AppendFormatted(string? plain) => Escape(plain ?? "");

        /// <summary>Adds a number in the invariant culture.</summary>
        public readonly void AppendFormatted<T>(T number, string? format = null) where T : IFormattable =>
            Escape(number.ToString(format, CultureInfo.InvariantCulture));

        /// <inheritdoc/>
        public override readonly string ToString() => _text.ToString();

        /// <summary>
        /// Escapes for element text and for quoted attributes; what no document may hold becomes U+FFFD.
        /// </summary>
        private readonly void Escape(string plain)
        {
            foreach (var rune in plain.EnumerateRunes())
            {
                var shown = rune.Value is '\n' or '\t'
                    || (!Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF))
                    ? rune
                    : Rune.ReplacementChar;

                _text.Append(shown.Value switch
                {
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '&' => "&amp;",
                    '"' => "&quot;",
                    '\'' => "&#39;",
                    _ => shown.ToString(),
                });
            }
        }
    }
}
