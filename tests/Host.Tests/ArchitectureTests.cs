using System.Reflection;
using Akka.Actor;
using Riverrun.Actors.Runs;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests;

public sealed class ArchitectureTests
{
    private static readonly Assembly Models = typeof(RunSpec).Assembly;
    private static readonly Assembly Actors = typeof(RunCommand).Assembly;
    private static readonly Assembly Host = typeof(RiverrunProgram).Assembly;

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

    /// <summary>The rules for actors are looked for in the actors alone (Directory.Build.targets).</summary>
    [Fact]
    public void The_host_has_no_actor_of_its_own()
    {
        Assert.Contains(Actors.GetTypes(), typeof(ActorBase).IsAssignableFrom);
        Assert.DoesNotContain(Host.GetTypes(), typeof(ActorBase).IsAssignableFrom);
    }

    [Fact]
    public void The_doors_to_tensors_have_none_in_their_signatures() =>
        Assert.DoesNotContain(
            from type in new[] { typeof(ITrainers), typeof(ITrainer), typeof(ICapturedState), typeof(ICheckpointStore),
                typeof(TextModel) }
            from member in type.GetMethods()
            from used in member.GetParameters().Select(parameter => parameter.ParameterType).Append(member.ReturnType)
            select used.FullName ?? used.Name,
            name => name.StartsWith("TorchSharp", StringComparison.Ordinal));

    private static List<string> References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(name => name.Name ?? "")];
}
