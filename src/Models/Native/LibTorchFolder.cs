using System.Globalization;
using System.Runtime.InteropServices;

namespace Riverrun.Models.Native;

/// <summary>The libraries of a PyTorch, looked at without loading one: a wrong library could end the process.</summary>
/// <param name="Libraries">Their files, each after those it needs.</param>
internal sealed record LibTorchFolder(IReadOnlyList<string> Libraries)
{
    private static readonly string[] Required = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
    private static readonly string[] LoadOrder =
        ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    private static string Right =>
        $"name the directory torch/lib of PyTorch {LibTorch.MadeFor}, the version that this build was made for "
        + $"(pip install torch=={LibTorch.MadeFor})";

    /// <summary>Looks at a directory.</summary>
    /// <param name="directory">As an absolute path.</param>
    /// <param name="wrapper">TorchSharp's own library, which calls the functions of libtorch.</param>
    /// <exception cref="UnusableLibTorchException">It is no such directory.</exception>
    public static LibTorchFolder Open(string directory, string wrapper)
    {
        if (!Directory.Exists(directory))
            throw Refusal(directory, File.Exists(directory) ? "which is a file" : "which is not there");

        if (Required.Where(name => !Path.Exists(Path.Combine(directory, name))).ToList() is { Count: > 0 } absent)
            throw Refusal(directory, $"which has no {string.Join(" and no ", absent)}");

        List<string> libraries = [.. LoadOrder.Select(name => Path.Combine(directory, name)).Where(Path.Exists)];
        var read = libraries.ConvertAll(library => ReadAsNamed(directory, library));
        var calls = Read(directory, wrapper).Wants;
        List<string> missing = [.. calls.Where(name => !read.Exists(library => library.Exports.Contains(name)))];

        return missing.Count == 0
            ? new LibTorchFolder(libraries)
            : throw new UnusableLibTorchException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{BroughtLibTorch.Variable} is {directory}, whose libtorch lacks {missing.Count:N0} "
                    + $"of the {calls.Count:N0} functions that TorchSharp calls, such as "
                    + $"{string.Join(", ", missing.Take(3))}; {Right}."),
                missing);
    }

    /// <summary>Refuses what the directory is.</summary>
    public static UnusableLibTorchException Refusal(string directory, string what) =>
        new($"{BroughtLibTorch.Variable} is {directory}, {what}; {Right}.");

    /// <summary>
    /// A library by another name than its file's would be loaded a second time, as whoever needs it looks for that
    /// name.
    /// </summary>
    private static ElfFile ReadAsNamed(string directory, string library)
    {
        var read = Read(directory, library);
        var machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 183 : 62;

        return read.Machine != machine
            ? throw Refusal(
                directory, $"whose {Path.GetFileName(library)} is built for another processor than this program")
            : read.Name != Path.GetFileName(library)
                ? throw Refusal(directory, $"whose {Path.GetFileName(library)} names itself {read.Name ?? "nothing"}")
                : read;
    }

    private static ElfFile Read(string directory, string library)
    {
        try
        {
            return ElfFile.Read(library);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Refusal(directory, $"of which a file cannot be used ({wrong.Message.TrimEnd('.')})");
        }
    }
}
