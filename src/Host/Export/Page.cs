using System.Text;

namespace Riverrun.Host.Export;

/// <summary>A self-contained HTML document: style and script inside, no request to anywhere.</summary>
internal static class Page
{
    /// <summary>Writes the document to <paramref name="file"/> in one piece: either the old file is there or the new one.</summary>
    public static void Write(string title, Html body, string file)
    {
        var page = Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"/>
            <title>{title}</title>
            <link rel="icon" href="data:,"/>
            <style>
            {new Html(PageStyle.Css)}
            </style>
            </head>
            <body>
            <main>
            {body}
            </main>
            <script>
            {new Html(PageScript.JavaScript)}
            </script>
            </body>
            </html>

            """);

        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } directory)
            Directory.CreateDirectory(directory);

        var temporary = file + ".tmp";
        File.WriteAllText(temporary, page.ToString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(temporary, file, overwrite: true);
    }

    /// <summary>A table that scrolls sideways on a narrow screen.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">Headings; one that ends in <c>#</c> heads a column of numbers.</param>
    /// <param name="rows">Complete table rows.</param>
    public static Html Table(string caption, IReadOnlyList<string> columns, IEnumerable<Html> rows) => Html.Of($"""
        <div class="scroll table"><table>
        <caption>{caption}</caption>
        <thead><tr>{columns.Select(column => column.EndsWith('#')
            ? Html.Of($"<th scope=\"col\" class=\"n\">{column[..^1]}</th>")
            : Html.Of($"<th scope=\"col\">{column}</th>"))}</tr></thead>
        <tbody>{rows}</tbody>
        </table></div>

        """);
}
