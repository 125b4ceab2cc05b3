using Riverrun.Benchmarks;
using Riverrun.Benchmarks.Optimizers;
using Riverrun.Benchmarks.Steps;

return args switch
{
    ["optimizer", ..] => OptimizerBenchmark.Run(Console.Out),
    ["step", ..] => StepBenchmark.Run(Console.Out),
    ["step-server", ..] => StepServer.Run(Console.In, Console.Out),
    _ => Usage.Print(Console.Error),
};
