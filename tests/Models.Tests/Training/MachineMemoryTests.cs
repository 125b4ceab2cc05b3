using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

public sealed class MachineMemoryTests : IDisposable
{
    private const long Machine = 8_000_000L << 10;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("riverrun-memory-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("0::/", "sys/fs/cgroup/memory.max", "max", Machine)]
    [InlineData("0::/", "sys/fs/cgroup/memory.max", "4294967296", 4294967296)]
    [InlineData("0::/", "sys/fs/cgroup/memory.max", "99999999999999", Machine)]
    [InlineData("0::/kubepods/pod1/main", "sys/fs/cgroup/kubepods/memory.max", "3000000000", 3000000000)]
    [InlineData("0::/of/the/host", "sys/fs/cgroup/memory.max", "2000000000", 2000000000)]
    [InlineData("4:memory:/jobs/7", "sys/fs/cgroup/memory/jobs/7/memory.limit_in_bytes", "1073741824", 1073741824)]
    [InlineData("4:cpu,memory:/", "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712", Machine)]
    [InlineData("7:blkio:/", "sys/fs/cgroup/memory.max", "1", Machine)]
    [InlineData("no group", "nothing", "1", Machine)]
    public void It_is_the_least_of_what_the_machine_has_and_of_each_limit(
        string group, string file, string limit, long bytes)
    {
        Write("proc/meminfo", "MemTotal:        8000000 kB\nMemFree:           1000 kB\n");
        Write("proc/self/cgroup", $"{group}\n");
        Write(file, $"{limit}\n");

        Assert.Equal(bytes, MachineMemory.Bytes(_root.FullName));
    }

    [Fact]
    public void Where_no_file_tells_the_runtime_does() =>
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, MachineMemory.Bytes(_root.FullName));

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
