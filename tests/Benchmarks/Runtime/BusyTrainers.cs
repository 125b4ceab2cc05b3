using System.Diagnostics;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Runtime;

/// <summary>
/// Trainers that compute for a given time per step and remember how long they stood idle between slices.
/// </summary>
internal sealed class BusyTrainers(int turnsPerStep, TimeSpan claimedPerStep) : ITrainers
{
    private const int StateBytes = 10_000_000;

    private long _ended;

    /// <summary>Turns of the loop that take about <paramref name="step"/> on this machine now.</summary>
    public static int TurnsFor(TimeSpan step)
    {
        var turns = 1000;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            Work(1, turns);
            var taken = Stopwatch.GetElapsedTime(started);

            if (taken >= TimeSpan.FromMilliseconds(20))
                return (int)(turns * (step / taken));

            turns *= 2;
        }
    }

    /// <summary>
    /// Time between the end of one slice and the beginning of the next, for every slice but the first.
    /// </summary>
    public List<TimeSpan> Idle { get; } = [];

    /// <summary>Time inside the slices.</summary>
    public TimeSpan Busy { get; private set; }

    public ITrainer Initialize(TrainerSetup setup) => new BusyTrainer(this, 0, setup.Seed);

    public ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry)
    {
        var bytes = new byte[16];
        checkpoint.ReadExactly(bytes);

        return new BusyTrainer(this, BitConverter.ToInt64(bytes), BitConverter.ToDouble(bytes, 8));
    }

    public DeviceDescription Describe() => new(DeviceKind.Cpu, "benchmark", 1 << 30, 1, "benchmark");

    private static double Work(double x, int turns)
    {
        for (var i = 0; i < turns; i++)
            x = Math.Sqrt((x * x) + 1e-9);

        return x;
    }

    private sealed class BusyTrainer(BusyTrainers owner, long step, double x) : ITrainer
    {
        private double _x = x;

        public long Step { get; private set; } = step;

        public StepSlice Train(StepControls controls)
        {
            var started = Stopwatch.GetTimestamp();

            if (owner._ended != 0)
                owner.Idle.Add(Stopwatch.GetElapsedTime(owner._ended, started));

            var (first, losses) = (Step, new float[controls.Count]);

            for (var i = 0; i < losses.Length; i++, Step++)
                losses[i] = (float)(_x = Work(_x, turns: owner.Turns));

            owner._ended = Stopwatch.GetTimestamp();
            var taken = Stopwatch.GetElapsedTime(started, owner._ended);
            owner.Busy += taken;

            return new StepSlice(
                first,
                losses,
                controls.LearningRates,
                losses,
                losses.Length,
                owner.Claimed is { Ticks: > 0 } each ? each * losses.Length : taken);
        }

        public Evaluation Evaluate() => new(1, null, new Dictionary<string, double>());

        public ICapturedState Capture() => new Captured(Step, _x);

        public void Dispose() { }
    }

    private int Turns => turnsPerStep;

    private TimeSpan Claimed => claimedPerStep;

    private sealed class Captured : ICapturedState
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(StateBytes);

        public Captured(long step, double x)
        {
            Step = step;
            Array.Clear(_bytes);
            BitConverter.TryWriteBytes(_bytes, step);
            BitConverter.TryWriteBytes(_bytes.AsSpan(8), x);
        }

        public long Step { get; }

        public void WriteTo(Stream stream) => stream.Write(_bytes);

        public void Dispose() { }
    }
}
