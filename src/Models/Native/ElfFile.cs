using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Riverrun.Models.Native;

/// <summary>
/// What the tables of a shared library for Linux say, read without loading it: an ELF file of 64 bits, little-endian,
/// whose fields
/// lie as the System V ABI documents them.
/// </summary>
internal sealed class ElfFile
{
    private const int HeaderBytes = 64;
    private const int SectionBytes = 64;
    private const int SymbolBytes = 24;
    private const int EntryBytes = 16;

    // Types of sections, tags of the dynamic section, bindings of a symbol.
    private const uint Dynamic = 6;
    private const uint DynamicSymbols = 11;
    private const uint SymbolVersions = 0x6fffffff;
    private const long NameOfItself = 14;
    private const int Local = 0;
    private const int Weak = 2;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly long _length;

    private ElfFile(string path, SafeFileHandle file)
    {
        (_path, _file, _length) = (path, file, RandomAccess.GetLength(file));
        var header = Take(0, HeaderBytes);

        if (!header.AsSpan().StartsWith("\u007fELF"u8) || header[4] != 2 || header[5] != 1)
            throw new InvalidDataException($"{path} is no library for Linux on a processor of 64 bits.");

        Machine = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x12));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x3c));
        var sections = Take(Number(header, 0x28), SectionBytes * count).Chunk(SectionBytes).ToList();
        ReadSymbols(sections);
        ReadName(sections);
    }

    /// <summary>The processor it is built for, by ELF's number: 62 for x86-64, 183 for arm64.</summary>
    public int Machine { get; }

    /// <summary>
    /// What it calls itself (SONAME): whoever needs a library of that name is given this one once it is loaded.
    /// </summary>
    public string? Name { get; private set; }

    /// <summary>The functions and variables that others can use.</summary>
    public HashSet<string> Exports { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Those it cannot do without, but for the system's: these carry a version, and the loader looks after them.
    /// </summary>
    public List<string> Wants { get; } = [];

    /// <summary>Reads a library.</summary>
    /// <exception cref="InvalidDataException">It is none, or is cut off; the message is a sentence.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static ElfFile Read(string path)
    {
        using var file = File.OpenHandle(path);

        return new ElfFile(path, file);
    }

    private void ReadSymbols(List<byte[]> sections)
    {
        var table = sections.Find(section => Type(section) == DynamicSymbols)
            ?? throw new InvalidDataException(
                $"{_path} has no table of symbols; it is no library, or was stripped of what a loader needs.");
        var symbols = Contents(table);
        var names = Contents(sections[Link(table)]);
        var versions = sections.Find(section => Type(section) == SymbolVersions) is { } found ? Contents(found) : [];

        for (var i = 1; i < symbols.Length / SymbolBytes; i++)
        {
            var symbol = symbols.AsSpan(i * SymbolBytes, SymbolBytes);
            var binding = symbol[4] >> 4;
            var isHere = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != 0;
            var isTheSystems = versions.Length > 2 * i
                && (BinaryPrimitives.ReadUInt16LittleEndian(versions.AsSpan(2 * i)) & 0x7fff) > 1;

            if (isHere && binding != Local)
                Exports.Add(Text(names, BinaryPrimitives.ReadUInt32LittleEndian(symbol)));
            else if (!isHere && binding != Weak && !isTheSystems)
                Wants.Add(Text(names, BinaryPrimitives.ReadUInt32LittleEndian(symbol)));
        }
    }

    private void ReadName(List<byte[]> sections)
    {
        if (sections.Find(section => Type(section) == Dynamic) is not { } table)
            return;

        var names = Contents(sections[Link(table)]);

        foreach (var entry in Contents(table).Chunk(EntryBytes).Where(entry => Number(entry, 0) == NameOfItself))
            Name = Text(names, Number(entry, 8));
    }

    private byte[] Contents(byte[] section) => Take(Number(section, 0x18), Number(section, 0x20));

    private byte[] Take(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset + count > _length)
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_path} is cut off: it has {_length:N0} bytes, and by its header it has at least "
                    + $"{offset + count:N0}."));

        var bytes = new byte[count];
        var read = 0;

        while (read < count)
            read += RandomAccess.Read(_file, bytes.AsSpan(read), offset + read) is > 0 and var more
                ? more
                : throw new EndOfStreamException($"{_path} became shorter while it was read.");

        return bytes;
    }

    private static uint Type(byte[] section) => BinaryPrimitives.ReadUInt32LittleEndian(section.AsSpan(4));

    private static int Link(byte[] section) => BinaryPrimitives.ReadInt32LittleEndian(section.AsSpan(0x28));

    private static long Number(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    private static string Text(byte[] names, long at)
    {
        var rest = names.AsSpan((int)at);

        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
