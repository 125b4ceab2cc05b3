using System.Globalization;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Host.Forecasts;
using Riverrun.Host.Live;
using Riverrun.Host.Printing;
using Riverrun.Host.Settings;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Export;

/// <summary>
/// The report's section on how a run was made: model, tokens, time, device, build, and the whole spec.
/// </summary>
internal static class ReportOrigin
{
    /// <summary>The section; nothing where no origin is known.</summary>
    /// <param name="runs">The runs of the report.</param>
    /// <param name="origins">What is known of them.</param>
    public static Html Section(IReadOnlyList<RunHistory> runs, IReadOnlyList<RunOrigin> origins) => origins.Count == 0
        ? Html.Empty
        : Html.Of($"""
            <section aria-label="Origin">
            <h2>How it was made</h2>
            {origins.Select(origin => Of(origin, runs.FirstOrDefault(run => run.Run.Name == origin.Run), runs.Count > 1))}
            </section>

            """);

    private static Html Of(RunOrigin origin, RunHistory? history, bool isOneOfSeveral) => Html.Of($"""
        {(isOneOfSeveral ? Html.Of($"<h3>{origin.Run}</h3>") : Html.Empty)}
        <dl class="facts">
        {Fact("parameters", origin.Parameters is { } parameters ? Amounts.Count(parameters) : "–")}
        {Fact("tokens trained", history is null ? "–" : Amounts.Count(history.Branches.Sum(branch => branch.Tokens)))}
        {Fact("time of the devices", Time(history))}
        {Fact("trained by", Devices(history))}
        {Fact("computed in", Computed(origin))}
        {Fact("report written by", origin.Build)}
        </dl>
        {(history?.Run.Forks is { Count: > 0 } forks ? Forks(origin.Run, forks) : Html.Empty)}
        <details><summary>The whole spec, as a file that
        <code>{ThisProgram.Name} run FILE</code> makes the same models of</summary>
        <div class="sample"><blockquote>{origin.Source}</blockquote></div></details>
        """);

    private static Html Forks(string run, IReadOnlyList<ForkView> forks) => Page.Table(
        $"{run}: its forks, and in what their specs differ from the run's.",
        ["fork", "from", "at step#", "changes"],
        forks.Select(fork => Html.Of($"""
            <tr><th scope="row">{fork.Name}</th><td>{fork.Branch}</td><td class="n">{Numbers.Steps(fork.AtStep)}</td>
            <td>{ForkChanges.Of(fork)}</td></tr>

            """)));

    private static string Time(RunHistory? history) => history is null
        ? "–"
        : Pace.Of(TimeSpan.FromMilliseconds(history.Branches.Sum(branch => branch.Milliseconds)));

    private static string Devices(RunHistory? history)
    {
        var devices = history?.Branches.SelectMany(branch => branch.Devices).Distinct().ToList() ?? [];

        return devices.Count == 0 ? "–" : string.Join(", ", devices);
    }

    private static string Computed(RunOrigin origin)
    {
        var (kind, threads, precision) = origin.Spec.Device;

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(precision == Precision.Mixed ? "bf16" : "f32")}, {threads} thread{(threads == 1 ? "" : "s")} of "
            + $"{(kind == DeviceKind.Cpu ? "the processor" : "the GPU")}");
    }

    private static Html Fact(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
}
