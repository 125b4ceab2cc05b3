using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

/// <summary>Reads specs as the command line does.</summary>
internal static class Specs
{
    /// <summary>A spec file that says everything that it must and nothing more.</summary>
    public const string Least = """
        name = least
        policy = wsd-s
        budgets = [100, 200]
        learning-rate { peak = 1e-3, warm-up-steps = 10 }
        model { kind = llama, layers = 2, width = 64, heads = 4 }
        data { kind = dotnet-docs, context = 64, batch = 8 }
        """;

    public static LoadedSpecs Load(string target, params string[] changes) =>
        Loader().Load(new SpecRequest(target, Scale.Small, changes));

    public static LoadedSpecs Load(SpecRequest request) => Loader().Load(request);

    public static RunSpec Read(string text)
    {
        using var file = new TemporarySpec(text);

        return Loader().Load(new SpecRequest(file.Path)).Runs[0].Spec.Spec;
    }

    private static SpecLoader Loader() => new(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full));
}
