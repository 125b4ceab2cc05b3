using System.Text;

namespace Riverrun.Host.Export;

/// <summary>A self-contained HTML document: style and script inside, no request to anywhere.</summary>
internal static class Page
{
    /// <summary>
    /// Writes the document to <paramref name="file"/> in one piece: either the old file is there or the new one.
    /// </summary>
    /// <exception cref="FormatException">There is a directory, or a file that is no page of ours.</exception>
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

        var bytes = Encoding.UTF8.GetBytes(page.ToString());
        var directory = Path.GetDirectoryName(Path.GetFullPath(file)) ?? file;
        Directory.CreateDirectory(directory);
        RefuseStranger(file);

        // The next one writes over what a kill left.
        var aside = Path.Combine(directory, $".{Path.GetFileName(file)}.riverrun-export");

        try
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, file, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>A page is written over a page, never over what somebody else wrote.</summary>
    /// <exception cref="FormatException">There is a directory, or a file that is no page of ours.</exception>
    private static void RefuseStranger(string file)
    {
        if (Directory.Exists(file))
            throw new FormatException($"{file} is a directory; a report is a file.");

        if (File.Exists(file) && new FileInfo(file).Length > 0
            && !File.ReadLines(file).Take(12).Any(line => line.Contains("Riverrun</title>", StringComparison.Ordinal)))
            throw new FormatException($"{file} is there and is no report of Riverrun's; name another file.");
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
