using System.Diagnostics;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Cluster;

/// <summary>
/// The trainers of one simulated device: a step computes nothing, sleeps its time
/// on the device's own thread and is believed.
/// </summary>
/// <param name="timePerStep">How long a step sleeps; zero for none.</param>
/// <param name="begun">Called with the seed of each fresh state and the moment it was asked for.</param>
internal sealed class SimulatedTrainers(TimeSpan timePerStep, Action<long, long>? begun = null) : ITrainers
{
    private int _begun;
    private int _ended;

    /// <summary>Training states begun so far.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Whether it holds none now.</summary>
    public bool IsIdle => Volatile.Read(ref _ended) == Begun;

    public ITrainer Initialize(TrainerSetup setup)
    {
        begun?.Invoke(setup.Seed, Stopwatch.GetTimestamp());

        return Begin(0);
    }

    public ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry)
    {
        var bytes = new byte[sizeof(long)];
        checkpoint.ReadExactly(bytes);

        return Begin(BitConverter.ToInt64(bytes));
    }

    public DeviceDescription Describe() => new(DeviceKind.Cpu, "simulated", 1 << 30, 1, "benchmark");

    private SimulatedTrainer Begin(long step)
    {
        Interlocked.Increment(ref _begun);

        return new SimulatedTrainer(this, step);
    }

    private TimeSpan TimePerStep => timePerStep;

    private void End() => Interlocked.Increment(ref _ended);

    private sealed class SimulatedTrainer(SimulatedTrainers owner, long step) : ITrainer
    {
        public long Step { get; private set; } = step;

        public StepSlice Train(StepControls controls)
        {
            var (first, losses) = (Step, new float[controls.Count]);
            var time = owner.TimePerStep * losses.Length;
            Thread.Sleep(time);
            Step += losses.Length;

            return new StepSlice(
                first, losses, controls.LearningRates, losses, losses.Length,
                time > TimeSpan.Zero ? time : TimeSpan.FromMicroseconds(losses.Length));
        }

        public Evaluation Evaluate() => new(1, null, new Dictionary<string, double>());

        public ICapturedState Capture() => new Captured(Step);

        public void Dispose() => owner.End();
    }

    private sealed class Captured(long step) : ICapturedState
    {
        public long Step => step;

        public void WriteTo(Stream stream) => stream.Write(BitConverter.GetBytes(step));

        public void Dispose() { }
    }
}
