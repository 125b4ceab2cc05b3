using Riverrun.Benchmarks;
using Riverrun.Benchmarks.Births;
using Riverrun.Benchmarks.Cluster;
using Riverrun.Benchmarks.Figures;
using Riverrun.Benchmarks.Optimizers;
using Riverrun.Benchmarks.Runtime;
using Riverrun.Benchmarks.Steps;
using Riverrun.Models.Schedules;

return args switch
{
    ["optimizer", ..] => OptimizerBenchmark.Run(Console.Out),
    ["step", ..] => StepBenchmark.Run(Console.Out),
    ["bigram", ..] => BigramBenchmark.Run(Console.Out),
    ["steps", var earlier] => await StepsBenchmark.RunAsync(Console.Out, earlier),
    ["columns", ..] => await ColumnsBenchmark.RunAsync(Console.Out),
    ["steps-of", var folder, var text] => BuildServer.Run(folder, text, Console.In, Console.Out),
    ["step-server", ..] => StepServer.Run(Console.In, Console.Out),
    ["runtime", ..] => await RuntimeBenchmark.RunAsync(Console.Out),
    ["journal", ..] => await JournalBenchmark.RunAsync(Console.Out),
    ["budgets", var most] => BudgetsBenchmark.Run(Console.Out, int.Parse(most)),
    ["budgets", ..] => BudgetsBenchmark.Run(Console.Out, BudgetRules.Most),
    ["fork", ..] => await ForkBenchmark.RunAsync(Console.Out),
    ["look", ..] => await LookBenchmark.RunAsync(Console.Out),
    ["placement", var runs, var branches, var devices] =>
        await PlacementBenchmark.RunAsync(Console.Out, int.Parse(runs), int.Parse(branches), int.Parse(devices)),
    ["placement", ..] => await PlacementBenchmark.RunAsync(Console.Out),
    ["merge", var seeds, var budget] => MergeBenchmark.Run(Console.Out, int.Parse(seeds), int.Parse(budget)),
    ["merge", ..] => MergeBenchmark.Run(Console.Out, seeds: 8, budget: 800),
    ["admission", ..] => await AdmissionBenchmark.RunAsync(Console.Out),
    _ => Usage.Print(Console.Error),
};
