using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Riverrun.Benchmarks.Steps;

/// <summary>
/// The trainers of another build, by the folder of its program: its own Riverrun.Models, TorchSharp and libtorch. Both
/// of the trainer's forms are known, the one that takes rates and the one that takes rates and other scheduled numbers.
/// </summary>
internal sealed class BuildUnderTest(string folder)
{
    private static readonly JsonSerializerOptions AsStored =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly Assembly _models =
        new ItsAssemblies(folder).LoadFromAssemblyPath(Path.Combine(folder, "Riverrun.Models.dll"));

    private delegate object TakeRates(ReadOnlySpan<double> rates);

    /// <summary>Takes steps at a rate; the answer is their losses.</summary>
    public delegate IReadOnlyList<float> Steps(int count, double rate);

    /// <summary>A fresh trainer.</summary>
    /// <param name="setup">Seed, workload and device as JSON, as every build stores them.</param>
    /// <param name="tokens">Where it may keep tokenised text.</param>
    public (Steps Train, IDisposable Trainer) Trainer(string setup, string tokens)
    {
        var trainers = Made("Trainers", tokens);
        var initialize = trainers.GetType().GetMethod("Initialize")!;
        var trainer = initialize.Invoke(trainers, [JsonSerializer.Deserialize(setup, Type("TrainerSetup"), AsStored)])!;
        var take = Type("ITrainer").GetMethod("Train")!;
        var losses = Type("StepSlice").GetProperty("Losses")!;

        if (take.GetParameters()[0].ParameterType != typeof(ReadOnlySpan<double>))
            return (
                (count, rate) => Losses(take.Invoke(trainer, [Made("StepControls", Rates(count, rate))])!),
                (IDisposable)trainer);

        var takeRates = take.CreateDelegate<TakeRates>(trainer);

        return ((count, rate) => Losses(takeRates(Rates(count, rate))), (IDisposable)trainer);

        IReadOnlyList<float> Losses(object slice) => (IReadOnlyList<float>)losses.GetValue(slice)!;
    }

    private static double[] Rates(int count, double rate) => [.. Enumerable.Repeat(rate, count)];

    private Type Type(string name) =>
        _models.GetTypes().Single(type => type.Name == name && type.DeclaringType is null);

    /// <summary>By its only constructor; what is optional there is left out.</summary>
    private object Made(string type, object first)
    {
        var constructor = Type(type).GetConstructors().Single(found => found.GetParameters().Length > 0);
        object?[] rest = [.. constructor.GetParameters().Skip(1).Select(parameter =>
            parameter.DefaultValue
            ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null))];

        return constructor.Invoke([first, .. rest]);
    }

    /// <summary>Nothing of this process's own build is lent to it.</summary>
    private sealed class ItsAssemblies(string folder) : AssemblyLoadContext("build-under-test")
    {
        private readonly AssemblyDependencyResolver _resolver = new(Path.Combine(folder, "Riverrun.Host.dll"));

        protected override Assembly? Load(AssemblyName name) =>
            _resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string name) =>
            _resolver.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
