using System.Reflection;
using Riverrun.Actors.Runs;
using Riverrun.Host.Specs;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests;

public sealed class ArchitectureTests
{
    private static readonly Assembly Models = typeof(RunSpec).Assembly;
    private static readonly Assembly Actors = typeof(RunCommand).Assembly;
    private static readonly Assembly Host = typeof(SpecReader).Assembly;

    [Fact]
    public void Models_never_name_an_actor()
    {
        var references = References(Models);

        Assert.DoesNotContain(references, name => name.StartsWith("Akka", StringComparison.Ordinal));
        Assert.DoesNotContain(Actors.GetName().Name ?? "", references);
        Assert.DoesNotContain(Host.GetName().Name ?? "", references);
    }

    [Fact]
    public void Actors_cannot_name_a_tensor()
    {
        var references = References(Actors);

        Assert.Contains(Models.GetName().Name ?? "", references);
        Assert.DoesNotContain("TorchSharp", references);
        Assert.DoesNotContain(Host.GetName().Name ?? "", references);
    }

    [Fact]
    public void The_host_cannot_name_a_tensor_either() =>
        Assert.DoesNotContain("TorchSharp", References(Host));

    [Fact]
    public void The_door_to_tensors_has_none_in_its_signatures() =>
        Assert.DoesNotContain(
            from type in Models.GetExportedTypes()
            where type.IsInterface
            from member in type.GetMethods()
            from used in member.GetParameters().Select(parameter => parameter.ParameterType).Append(member.ReturnType)
            select used.FullName ?? used.Name,
            name => name.StartsWith("TorchSharp", StringComparison.Ordinal));

    private static List<string> References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(name => name.Name ?? "")];
}
