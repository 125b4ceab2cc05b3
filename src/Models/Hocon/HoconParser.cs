namespace Riverrun.Models.Hocon;

/// <summary>
/// Reads HOCON, a named subset of its specification; what is not in the subset is refused, never guessed.
/// </summary>
/// <remarks>
/// <para>
/// Akka's own parser accepts a file that ends in mid-object and knows no lines, and a spec that was cut short must
/// not train something else; so what people write is read here, and Akka is handed its own section as plain text.
/// </para>
/// <para>The subset, by the headings of https://github.com/lightbend/config/blob/main/HOCON.md:</para>
/// <list type="bullet">
/// <item><b>Encoding</b>: UTF-8, with or without a byte order mark; other bytes, NUL and half surrogates are
/// refused.</item>
/// <item><b>Comments</b>: <c>#</c> and <c>//</c> to the end of the line. Refused: a <c>//</c> that touches unquoted
/// text, as in
/// <c>a//b</c>, where HOCON begins a comment and most people mean a path.</item>
/// <item><b>Braces, separators, commas</b>: the outermost braces may be left out; <c>=</c>, <c>:</c> or a brace after a
/// key; a
/// comma or a line end between items, one comma after the last. A value begins on the line of its separator, or with a
/// brace,
/// bracket or quote on the next.</item>
/// <item><b>Duplicate keys</b>: objects merge, anything else replaces. <c>null</c> makes a key unwritten.</item>
/// <item><b>Unquoted text</b>: without <c>$ " { } [ ] : = , + # ` ^ ? ! @ * &amp; \</c>; inner spaces stay.</item>
/// <item><b>Quoted text</b>: the escapes of JSON, surrogate pairs included; three quotes for several lines.</item>
/// <item><b>Concatenation</b>: of texts with the spaces between them, of arrays, of objects; a mixture is
/// refused.</item>
/// <item><b>Paths</b>: <c>a.b."c.d"</c> as keys and in references, at most 32 levels.</item>
/// <item><b>+=</b>: appends to an array, also to one of a layer below.</item>
/// <item><b>Substitutions</b>: <c>${a.b}</c> and <c>${?a.b}</c> mean the last value of the whole, all layers merged; of
/// the key itself
/// or what lies in it, the value until then. Where there is no such key, the variable of the environment. Other circles
/// are refused.</item>
/// <item><b>Includes</b>: refused. <b>A root array</b>: refused.</item>
/// <item><b>Numbers</b>: those of JSON. <b>Booleans</b>: true, on, yes, false, off, no. <b>Durations and sizes</b>: all
/// units of the
/// specification up to days and exbibytes; a number without a unit is refused.</item>
/// </list>
/// </remarks>
public static class HoconParser
{
    /// <summary>Reads a whole document and follows its references.</summary>
    /// <param name="text">The document.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="lines">Whether a line number helps whoever reads the message.</param>
    /// <exception cref="InvalidConfigurationException">It is not well-formed, or a reference leads nowhere.</exception>
    public static HoconObject Parse(
        string text, string source, Func<string, string?>? environment = null, bool lines = true) =>
        new HoconResolver([Read(text, source, lines)], environment).Root();

    /// <summary>
    /// Reads a whole document; <see cref="HoconResolver"/> follows its references, when all layers are there.
    /// </summary>
    /// <inheritdoc cref="Parse"/>
    public static HoconDraft Read(string text, string source, bool lines = true)
    {
        RefuseBroken(text, source, lines);
        var from = new HoconText(text, source, lines);
        from.Skip(newLines: true);
        var document = new HoconMembers(from).Read(isBraced: from.Here == '{');
        from.Skip(newLines: true);

        return from.IsAtEnd ? document : throw from.Wrong($"'{from.Here}' closes nothing; take it out.");
    }

    /// <summary>Letters that no text has, and that would go on to names, files and messages.</summary>
    private static void RefuseBroken(string text, string source, bool lines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);

            if (text[i] == '\0' || char.IsSurrogate(text[i]) && !isPair)
                throw new InvalidConfigurationException(
                    lines ? new Origin(source, text.AsSpan(0, i).Count('\n') + 1, i - text.LastIndexOf('\n', i))
                        : new Origin(source, 0),
                    text[i] == '\0'
                        ? "a NUL stands here; take it out, for the document must be text."
                        : "half a surrogate pair stands here; write the whole letter.");

            i += isPair ? 1 : 0;
        }
    }
}
