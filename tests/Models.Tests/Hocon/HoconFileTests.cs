using System.Text;
using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

public sealed class HoconFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-hocon-");

    private string File => Path.Combine(_directory.FullName, "a.conf");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_file_is_utf8_with_or_without_a_byte_order_mark()
    {
        foreach (var mark in (bool[])[true, false])
        {
            System.IO.File.WriteAllText(File, "a = é😀", new UTF8Encoding(mark));

            Assert.Equal("a = é😀", HoconFile.Read(File));
        }
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_where_they_stand()
    {
        System.IO.File.WriteAllBytes(File, [.. "a = é1\nb = "u8, 0xE9, .. "2\n"u8]);

        Assert.Equal($"{File}:2:5: the byte 0xE9 begins no letter of UTF-8; store the file as UTF-8.", Refusal());

        System.IO.File.WriteAllText(File, "a = 1", Encoding.Unicode);

        Assert.StartsWith($"{File}:1:1: the byte 0xFF begins no letter of UTF-8", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_end_and_one_that_is_not_there_are_refused()
    {
        System.IO.File.WriteAllBytes(File, new byte[(1 << 20) + 1]);

        Assert.Equal($"{File} has more than 1048576 bytes; a spec or configuration has fewer.", Refusal());

        System.IO.File.Delete(File);

        Assert.StartsWith($"{File} cannot be read (", Refusal(), StringComparison.Ordinal);
    }

    private string Refusal() => Assert.Throws<InvalidConfigurationException>(() => HoconFile.Read(File)).Message;
}
