using System.Text.Json;
using System.Text.Json.Serialization;

namespace Riverrun.Host.Homes;

/// <summary>
/// What a worker leaves in its directory while it lives; an orderly end removes it, so whoever finds one knows of
/// another end.
/// </summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Since">When it started.</param>
/// <param name="Boot">The start of the operating system it ran under, where the system tells.</param>
/// <param name="State"><c>trains</c>, <c>leaves</c> or <c>broke</c>.</param>
/// <param name="Reason">Why it broke.</param>
internal sealed record WorkerMark(int Pid, DateTimeOffset Since, string? Boot, string State, string? Reason)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>The mark of this process.</summary>
    public static WorkerMark Of(DateTimeOffset since) => new(Environment.ProcessId, since, ThisBoot(), "trains", null);

    /// <summary>How the process that left this seems to have ended.</summary>
    public string End() => (State, Boot == ThisBoot()) switch
    {
        ("broke", _) => $"could not go on ({Reason?.TrimEnd('.')})",
        ("leaves", true) => "was killed while it was leaving",
        ("leaves", false) => "was leaving when the machine restarted",
        (_, false) => "was training when the machine restarted",
        _ => "was killed or crashed",
    };

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(string file)
    {
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this, WorkerJson.Default.WorkerMark));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Reads one; null when there is none that can be read.</summary>
    public static WorkerMark? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), WorkerJson.Default.WorkerMark);
        }
        catch (Exception wrong) when (wrong is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? ThisBoot() => File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : null;
}

/// <summary>Reads and writes <see cref="WorkerMark"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(WorkerMark))]
internal sealed partial class WorkerJson : JsonSerializerContext;
