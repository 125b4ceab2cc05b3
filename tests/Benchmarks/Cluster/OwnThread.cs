using Akka.Configuration;
using Akka.Dispatch;

namespace Riverrun.Benchmarks.Cluster;

/// <summary>
/// A thread for each actor that sleeps at once when it has nothing to do. Akka's pinned dispatcher spins a while before
/// it sleeps: nothing beside one device, but a thousand in one process take as much as the coordinator under test.
/// </summary>
internal sealed class OwnThread(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => new SleepingDispatcher(this);

    private sealed class SleepingDispatcher : MessageDispatcher
    {
        private const int StackBytes = 256 * 1024;

        private readonly Queue<IRunnable> _work = [];
        private bool _ended;

        public SleepingDispatcher(MessageDispatcherConfigurator configurator)
            : base(configurator) => new Thread(Work, StackBytes) { IsBackground = true }.Start();

        protected override void ExecuteTask(IRunnable run)
        {
            lock (_work)
            {
                _work.Enqueue(run);
                Monitor.Pulse(_work);
            }
        }

        protected override void Shutdown()
        {
            lock (_work)
            {
                _ended = true;
                Monitor.Pulse(_work);
            }
        }

        private void Work()
        {
            while (Next() is { } run)
                run.Run();
        }

        private IRunnable? Next()
        {
            lock (_work)
            {
                IRunnable? next;

                while (!_work.TryDequeue(out next) && !_ended)
                    Monitor.Wait(_work);

                return next;
            }
        }
    }
}
