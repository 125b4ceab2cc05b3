using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// What the system says of the file that a path leads to, behind every link: where a path is a link, its own size and
/// time say
/// nothing of the text.
/// </summary>
/// <param name="Identity">The same for all names of one file, hard links too. Elsewhere than on Linux: the path
/// behind the links.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Modified">When its bytes changed, as far as its writer tells, in nanoseconds since 1970.</param>
/// <param name="Changed">When it or what is said of it changed, which no writer can set; 0 where no system
/// tells.</param>
internal sealed partial record FileStatus(string Identity, FileKind Kind, long Length, long Modified, long Changed)
{
    private const int AtWorkingDirectory = -100;
    private const uint BasicFields = 0x7FF;
    private const int StructureBytes = 256;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;
    private const int TooManyLinks = 40;
    private const int NotImplemented = 38;

    /// <summary>All that a change of its bytes would show in.</summary>
    public string Look => string.Create(CultureInfo.InvariantCulture, $"{Identity} {Length} {Modified} {Changed}");

    /// <summary>The status of what <paramref name="path"/> leads to.</summary>
    /// <exception cref="CorpusException">It leads nowhere, in a circle, or where this user may not look.</exception>
    public static FileStatus Of(string path) => Find(path) ?? throw new CorpusException(Refusal(path, NoSuchFile));

    /// <summary>The status of what <paramref name="path"/> leads to, or null where nothing has that name.</summary>
    /// <exception cref="CorpusException">It is a link that leads nowhere or in a circle, or lies where this user may
    /// not look.</exception>
    public static FileStatus? Find(string path)
    {
        if (!OperatingSystem.IsLinux())
            return Portable(path);

        Span<byte> status = stackalloc byte[StructureBytes];
        if (Ask(AtWorkingDirectory, path, 0, BasicFields, status) == 0)
            return Parse(status);

        return Marshal.GetLastPInvokeError() switch
        {
            // A kernel, or a container's filter, that is older than the call.
            NotImplemented or NotPermitted => Portable(path),
            NoSuchFile or NotAFolder when LinkTarget(path) is null && !path.Contains('\uFFFD') => null,
            var error => throw new CorpusException(Refusal(path, error)),
        };
    }

    // The layout of Linux's struct statx, the same on every architecture.
    private static FileStatus Parse(ReadOnlySpan<byte> status) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Word(status, 136):x}:{Word(status, 140):x}:{BinaryPrimitives.ReadUInt64LittleEndian(status[32..])}"),
        (BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & TypeMask) switch
        {
            RegularType => FileKind.Regular,
            FolderType => FileKind.Folder,
            _ => FileKind.Endless,
        },
        BinaryPrimitives.ReadInt64LittleEndian(status[40..]),
        Nanoseconds(status[112..]),
        Nanoseconds(status[96..]));

    private static uint Word(ReadOnlySpan<byte> status, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(status[at..]);

    private static long Nanoseconds(ReadOnlySpan<byte> time) =>
        (BinaryPrimitives.ReadInt64LittleEndian(time) * 1_000_000_000)
        + BinaryPrimitives.ReadUInt32LittleEndian(time[8..]);

    private static FileStatus? Portable(string path)
    {
        try
        {
            var full = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
            var file = new FileInfo(full);
            if (!file.Exists)
                return Directory.Exists(full) ? new FileStatus(full, FileKind.Folder, 0, 0, 0) : null;

            var kind = (file.Attributes & FileAttributes.Device) == 0 ? FileKind.Regular : FileKind.Endless;
            return new FileStatus(full, kind, file.Length, (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100, 0);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"{path} cannot be read: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    private static string Refusal(string path, int error) => error switch
    {
        NoSuchFile when path.Contains('\uFFFD') =>
            $"The name of {path} is not UTF-8, so that it cannot be opened; a file of a corpus needs another name.",
        NoSuchFile when LinkTarget(path) is { } target =>
            $"{path} is a link to {target}, and there is nothing; data.files must name text files that are there.",
        TooManyLinks => $"{path} is a link that leads in a circle; data.files must name text files that are there.",
        AccessDenied => $"{path} cannot be read: this user may not look into a folder on the way to it.",
        _ => $"{path} cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.",
    };

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int directory, string path, int flags, uint mask, Span<byte> status);
}

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>A file with bytes of its own.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, a socket or a device: whoever opens it may wait for ever.</summary>
    Endless,
}
