namespace Riverrun.Host.Cli;

/// <summary>Calls that the help of each verb shows.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        [""] = ["run wsd-s --scale smoke", "show wsd-s", "budget add wsd-s 1200"],
        ["run"] = ["run wsd-s --scale smoke", "run my-river.conf --set learning-rate.peak=2e-3 --dry-run"],
        ["submit"] = ["submit wsd --scale smoke --url http://127.0.0.1:7447 --follow"],
        ["recipes"] = ["recipes", "recipes wsd-s"],
        ["worker"] = ["worker --device cpu:0 --coordinators 127.0.0.1:7448", "worker --device all"],
        ["health"] = ["health", "health --device cpu:0"],
        ["devices"] = ["devices", "devices --url http://127.0.0.1:7447"],
        ["doctor"] = ["doctor", "doctor --json"],
        ["ls"] = ["ls", "ls --home /data/riverrun --json"],
        ["show"] = ["show wsd-s", "show wsd-s --json"],
        ["events"] = ["events wsd-s --follow", "events wsd-s --after 100 --json"],
        ["watch"] = ["watch wsd-s"],
        ["budget"] = ["budget add wsd-s 1200", "budget remove wsd-s 1200"],
        ["budget add"] = ["budget add wsd-s 1200"],
        ["budget remove"] = ["budget remove wsd-s 1200"],
        ["fork"] = ["fork wsd-s --branch river --at 400 --set learning-rate.peak=1e-3"],
        ["merge"] = [
            "merge wsd --branch river --last 8",
            "merge wsd --branch river --last 3 --at 800 --coefficients 0.2,0.3,0.5"],
        ["pause"] = ["pause wsd-s"],
        ["resume"] = ["resume wsd-s"],
        ["cancel"] = ["cancel wsd-s", "cancel wsd-s --branch peak-1e-3-at-400"],
        ["remove"] = ["remove wsd-s --branch peak-1e-3-at-400"],
        ["verify"] = ["verify wsd-s"],
        ["checkpoints"] = ["checkpoints wsd-s"],
        ["gc"] = ["gc --dry-run", "gc"],
        ["sample"] = ["sample wsd-s --prompt \"The \" --tokens 100", "sample wsd-s --budget 400 --temperature 0"],
        ["export"] = ["export wsd-s --to csv out", "export wsd-s --to safetensors weights --budget 800"],
        ["compare"] = ["compare wsd-s cosine", "compare wsd-s cosine --to report.html"],
        ["serve"] = ["serve --bind 127.0.0.1:7447"],
        ["completion"] = ["completion bash >> ~/.bashrc"],
    };

    /// <summary>The calls, without the program's name.</summary>
    /// <param name="verb">The verb, such as <c>budget add</c>; empty for the program itself.</param>
    public static IReadOnlyList<string> Of(string verb) => Known.GetValueOrDefault(verb, []);
}
