namespace Riverrun.Benchmarks;

/// <summary>What can be measured.</summary>
internal static class Usage
{
    /// <summary>Prints it, for a call that names no benchmark.</summary>
    public static int Print(TextWriter output)
    {
        output.WriteLine(
            "Benchmarks: optimizer, step, bigram, steps FOLDER-OF-ANOTHER-BUILD, columns, step-server (for "
            + "pytorch/compare.sh), "
            + "runtime, journal, fork, look, "
            + "budgets [HOW-MANY], merge [SEEDS BUDGET], "
            + "placement [RUNS BRANCHES DEVICES], admission.");
        return 2;
    }
}
