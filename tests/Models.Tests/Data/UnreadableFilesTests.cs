using System.Diagnostics;
using System.Text;
using Riverrun.Models.Data;
using Riverrun.Models.Data.Sources;

namespace Riverrun.Models.Tests.Data;

/// <summary>
/// What a pattern names and cannot be read is refused in one sentence with its path, never left out and never waited
/// for.
/// </summary>
public sealed class UnreadableFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public UnreadableFilesTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Files like these are made as Linux makes them.");
        _directory.Write("tree/a.txt", "text\n");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_link_to_nothing()
    {
        File.CreateSymbolicLink(_directory.File("tree/b.txt"), _directory.File("gone"));

        Refused("tree/*.txt", "tree/b.txt is a link to", "gone");
        Refused("tree/b.txt", "tree/b.txt is a link to", "gone");
    }

    [Fact]
    public void A_link_to_itself()
    {
        File.CreateSymbolicLink(_directory.File("tree/b.txt"), _directory.File("tree/b.txt"));

        Refused("tree/**/*.txt", "tree/b.txt is a link that leads in a circle");
        Refused("tree/b.txt", "tree/b.txt is a link that leads in a circle");
    }

    [Theory]
    [InlineData("tree/*.txt")]
    [InlineData("tree/b.txt")]
    public void A_pipe_that_nobody_writes(string pattern)
    {
        Shell($"mkfifo {_directory.File("tree/b.txt")}");

        Refused(pattern, "tree/b.txt is no file but a pipe");
    }

    [Fact]
    public void A_device()
    {
        File.CreateSymbolicLink(_directory.File("tree/zero.txt"), "/dev/zero");

        Refused("tree/*.txt", "tree/zero.txt is no file but a pipe, a socket or a device");
    }

    [Fact]
    public void A_folder_named_as_if_it_were_a_file() => Refused("tree", "tree is a folder", "**/*.txt");

    [Theory]
    [InlineData(@"b\377.txt")]
    [InlineData(@"f\377/b.txt")]
    public void A_name_that_is_not_UTF8(string name)
    {
        Shell($"f=$(printf '{_directory.Path}/tree/{name}') && mkdir -p \"$(dirname \"$f\")\" && echo text > \"$f\"");

        Refused("tree/**/*.txt", "is not UTF-8", "needs another name");
        Shell($"rm -r {_directory.Path}/tree"); // .NET cannot.
    }

    [Fact]
    public void An_empty_file_among_others_is_an_empty_text()
    {
        _directory.Write("tree/b.txt", "");

        Assert.Equal(2, TextFiles.Find([_directory.File("tree/*.txt")], "text", Cancel).Files.Count);
    }

    [Theory]
    [InlineData(0, "line 1, byte offset 0, is 0xFF")]
    [InlineData(7, "line 2, byte offset 7, is 0xFF")]
    [InlineData(65_535, "line 10923, byte offset 65535, is 0xFF")]
    [InlineData(65_536, "line 10923, byte offset 65536, is 0xFF")]
    [InlineData(200_003, "line 33334, byte offset 200003, is 0xFF")]
    [InlineData(299_999, "line 50000, byte offset 299999, is 0xFF")]
    public void A_bad_byte_is_named_by_its_place_in_the_file(int at, string place)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("river\n", 50_000)));
        bytes[at] = 0xFF;

        NotUtf8(bytes, place);
    }

    [Fact]
    public void Characters_across_the_edges_of_buffers_and_marks_do_not_move_the_place()
    {
        byte[] euros = [.. Enumerable.Repeat("€"u8.ToArray(), 50_000).SelectMany(euro => euro)];
        byte[] odd = [0xEF, 0xBB, 0xBF, (byte)'x', .. euros];

        NotUtf8([.. odd, (byte)'\n', 0xC3, (byte)'('], "line 2, byte offset 150005, is 0xC3");
        NotUtf8([.. odd, 0xE2, 0x82], "line 1, byte offset 150004, begins a character and ends the file");
        NotUtf8([.. odd, 0x80], "line 1, byte offset 150004, is 0x80");
    }

    [Theory]
    [InlineData("utf-16", "UTF-16", "FFFE")]
    [InlineData("utf-16BE", "UTF-16", "FEFF")]
    [InlineData("utf-32", "UTF-32", "FFFE")]
    public void Text_of_another_encoding_is_called_by_its_name(string encoding, string name, string mark)
    {
        var other = Encoding.GetEncoding(encoding);
        File.WriteAllBytes(_directory.File("tree/a.txt"), [.. other.GetPreamble(), .. other.GetBytes("A river.\n")]);

        RefusedOnReading("tree/a.txt", $"a.txt is {name}", mark, $"iconv -f {name}");
    }

    [Theory]
    [InlineData("{\"text\":\"ä\"}\n{\"text\":1}\n", "line 2, byte offset 14, has a Number")]
    [InlineData("{\"text\":\"ä\"}\r\n\r\n{\"text\":\"b\"]\n", "line 3, byte offset 28, is no valid JSON")]
    [InlineData("\uFEFF{\"text\":\"a\"}\r{\"body\":\"b\"}\n", "line 2, byte offset 16, has no field 'text'")]
    public void A_bad_line_of_JSON_is_named_by_its_place_in_the_file(string lines, string place)
    {
        _directory.Write("tree/a.jsonl", lines);

        RefusedOnReading("tree/a.jsonl", $"a.jsonl {place}");
    }

    private void NotUtf8(byte[] bytes, string place)
    {
        File.WriteAllBytes(_directory.File("tree/a.txt"), bytes);

        RefusedOnReading("tree/a.txt", $"a.txt is not UTF-8: {place}.");
    }

    private void RefusedOnReading(string file, params string[] words) =>
        Said(() => _ = TextFiles.Find([_directory.File(file)], "text", Cancel).Passages().Count(), words);

    private void Refused(string pattern, params string[] words) =>
        Said(() => TextFiles.Find([_directory.File(pattern)], "text", Cancel), words);

    private static void Said(Action read, string[] words)
    {
        var refusal = Assert.Throws<CorpusException>(read);

        TestContext.Current.TestOutputHelper?.WriteLine(refusal.Message);
        Assert.All(words, word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refusal.Message, StringComparison.Ordinal);
    }

    private static void Shell(string line)
    {
        using var process = Process.Start("/bin/sh", ["-c", line]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
