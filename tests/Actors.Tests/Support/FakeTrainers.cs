using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Support;

/// <summary>
/// A trainer whose state is a hash of everything that ever happened to it: any step lost,
/// doubled or taken at another rate shows.
/// </summary>
public sealed class FakeTrainers(TimeSpan timePerStep = default) : ITrainers
{
    /// <summary>When set, every loss is shifted by this: another build, another device.</summary>
    public float Drift { get; set; }

    /// <summary>Called before each slice; may throw or wait.</summary>
    public Action<long> BeforeSlice { get; set; } = _ => { };

    /// <summary>Called before each state is captured; may throw.</summary>
    public Action<long> BeforeCapture { get; set; } = _ => { };

    /// <summary>From this step on every loss is NaN.</summary>
    public long LossIsNaNFrom { get; set; } = long.MaxValue;

    /// <summary>What is measured after so many steps, where a test says so.</summary>
    public Func<long, double>? Measured { get; set; }

    /// <summary>Called before each state is restored; may throw.</summary>
    public Action BeforeRestore { get; set; } = () => { };

    /// <summary>What each restored state carried over.</summary>
    public List<Carry> Carried { get; } = [];

    public ITrainer Initialize(TrainerSetup setup) => new FakeTrainer(this, timePerStep, 0, $"seed {setup.Seed}");

    public ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry)
    {
        BeforeRestore();
        Carried.Add(carry);
        var state = JsonSerializer.Deserialize<State>(checkpoint)!;

        return new FakeTrainer(this, timePerStep, state.Step, state.Hash);
    }

    public ITrainer Merge(TrainerSetup setup, IReadOnlyList<(Stream Checkpoint, double Coefficient)> sources)
    {
        BeforeRestore();
        var states = sources.Select(source => JsonSerializer.Deserialize<State>(source.Checkpoint)!).ToList();
        var sum = string.Join('+', states.Zip(sources, (state, source) => $"{source.Coefficient:R}*{state.Hash}"));

        return new FakeTrainer(
            this, timePerStep, states[^1].Step, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sum))));
    }

    public DeviceDescription Describe() => new(DeviceKind.Cpu, "fake", 1 << 30, 1, "test");

    private sealed record State(long Step, string Hash);

    private sealed class FakeTrainer(FakeTrainers owner, TimeSpan timePerStep, long step, string hash) : ITrainer
    {
        private string _hash = hash;

        public long Step { get; private set; } = step;

        public StepSlice Train(StepControls controls)
        {
            owner.BeforeSlice(Step);
            var (first, learningRates) = (Step, controls.LearningRates);
            var losses = new float[learningRates.Count];
            var norms = new float[learningRates.Count];

            for (var i = 0; i < learningRates.Count; i++, Step++)
            {
                var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{_hash}|{Step}|{learningRates[i]:R}"));
                _hash = Convert.ToHexString(bytes);
                losses[i] = BitConverter.ToUInt16(bytes) / 65536f + owner.Drift
                    + (Step >= owner.LossIsNaNFrom ? float.NaN : 0);
                norms[i] = BitConverter.ToUInt16(bytes, 2) / 65536f;
            }

            var wait = timePerStep * learningRates.Count;
            new ManualResetEventSlim().Wait(wait);

            return new StepSlice(
                first,
                losses,
                learningRates,
                norms,
                learningRates.Count * 10,
                wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(0.01 * learningRates.Count));
        }

        public Evaluation Evaluate() => new(
            owner.Measured?.Invoke(Step) ?? (BitConverter.ToUInt16(Encoding.UTF8.GetBytes(_hash)) / 65536.0), 1.0,
            new Dictionary<string, double>());

        public ICapturedState Capture()
        {
            owner.BeforeCapture(Step);

            return new Captured(Step, _hash);
        }

        public void Dispose() { }
    }

    private sealed class Captured(long step, string hash) : ICapturedState
    {
        public long Step => step;

        public void WriteTo(Stream stream) => JsonSerializer.Serialize(stream, new State(step, hash));

        public void Dispose() { }
    }
}
