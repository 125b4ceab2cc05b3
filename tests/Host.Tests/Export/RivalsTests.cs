using System.Xml.Linq;
using Riverrun.Actors.Edge;
using Riverrun.Host.Export;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Export;

public sealed class RivalsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-rivals-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Runs_measured_on_different_texts_are_not_ranked_together()
    {
        var compared = Compare.Of(
            [On(SampleRuns.Simplified("a"), "t1", "x1"), On(SampleRuns.FromScratch("b"), "t2", "x2"),
                On(SampleRuns.Leaves("c"), "t1", "x1")]);

        Assert.Equal(
            ["a, c", "b"],
            compared.Groups.Select(group => string.Join(", ", group.Rows.Select(row => row.Run).Distinct().Order())));
        Assert.DoesNotContain(compared.Groups[1].Rows, row => row.IsBest);
        Assert.All(compared.Groups[0].Rows, row => Assert.True(row.IsBest)); // Both samples have the same losses.
        Assert.StartsWith(
            "Not ranked together, because they were measured on different held-out data: a, c; b. ", compared.ToText());
        Assert.Contains("\nMeasured on held-out data x2\n", compared.ToText());
    }

    [Fact]
    public void The_same_text_in_other_tokens_is_ranked_by_bits_per_byte()
    {
        var (bytes, pieces) =
            (On(SampleRuns.Simplified("bytes", budgets: 400), "t1", "x"),
                On(SampleRuns.FromScratch("pieces", budgets: 400), "t2", "x"));
        pieces = pieces with
        {
            Run =
            pieces.Run with { Budgets = [pieces.Run.Budgets[0] with { ValidationLossNats = 9, BitsPerByte = 1 }] }
        };

        var group = Assert.Single(Compare.Of([bytes, pieces]).Groups);

        Assert.True(group.ByBits);
        Assert.Equal([("pieces", true), ("bytes", false)], group.Rows.Select(row => (row.Run, row.IsBest)));
        Assert.Contains(
            "so nats per token do not compare; bits per byte rank them", Compare.Of([bytes, pieces]).ToText());
    }

    [Fact]
    public void A_journal_that_does_not_tell_is_ranked_with_its_like_only()
    {
        var compared =
            Compare.Of([SampleRuns.Simplified("old"), On(SampleRuns.FromScratch("new"), "t", "x"),
                SampleRuns.Leaves("older")]);

        Assert.Equal(2, compared.Groups.Count);
        Assert.Contains(
            compared.Notes, note => note.StartsWith("The journals of old, older do not say", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fork_with_other_data_is_kept_apart_from_its_own_run()
    {
        var run = On(SampleRuns.Simplified("a", budgets: 400), "t1", "x1");
        var other = On(SampleRuns.Simplified("a", budgets: 800), "t2", "x2");
        var fork = other.Branches[0] with { Branch = "side" };
        var forked = new RunHistory(
            run.Run with { Budgets = [.. run.Run.Budgets, other.Run.Budgets[0] with { Branch = "side" }] },
            [run.Branches[0], fork]);

        Assert.Equal(["river", "side"], Compare.Of([forked]).Groups.Select(group => group.Rows.Single().Branch));
        Assert.Equal(
            "These models were measured on 2 different held-out data sets: figures of one do not compare with those "
                + "of another.",
            RivalNotes.OfBudgets([forked.Run]));
        Assert.Contains("no common measure", Page([forked]).ToString());
        Assert.Equal(
            ["Loss", "Loss", "Learning rate"],
            Page([forked]).Descendants("figcaption").Select(caption => caption.Value));
    }

    [Fact]
    public void Runs_of_other_batches_are_compared_over_tokens_unless_steps_are_asked_for()
    {
        var small = On(SampleRuns.Simplified("small", budgets: [400, 800]), "t", "x");
        var large = Doubled(On(SampleRuns.Simplified("large", budgets: [200, 400]), "t", "x"));

        var (tokens, steps) = (Compare.Of([small, large]), Compare.Of([small, large], byTokens: false));

        Assert.Equal(
            [(409600L, 200L), (409600, 400), (819200, 400), (819200, 800)],
            tokens.Groups[0].Rows.Select(row => (row.Tokens!.Value, row.Budget)).Order());
        Assert.Equal(2, tokens.Rows.Count(row => row.IsBest));
        Assert.Contains(AxisChoice.Note, tokens.Notes);
        Assert.Equal([400, 400], steps.Rows.Where(row => row.IsBest).Select(row => row.Budget));
        Assert.False(Compare.Of([small, SampleRuns.Leaves("like")]).Groups[0].ByTokens);
        Assert.True(Compare.Of([small], byTokens: true).Groups[0].ByTokens);
    }

    [Fact]
    public void The_page_offers_both_axes_where_they_differ_and_needs_no_handler()
    {
        var small = On(SampleRuns.Simplified("small", budgets: [400, 800]), "t", "x");
        var page = Page([small, Doubled(On(SampleRuns.Simplified("large", budgets: [200, 400]), "t", "x"))]);

        Assert.Equal(
            ["tokens checked", "steps "],
            page.Descendants("input")
                .Select(input => $"{input.Attribute("value")!.Value} {input.Attribute("checked")?.Value}"));
        Assert.Equal(
            ["tokens", "tokens", "step", "step"],
            page.Descendants("svg").Attributes("data-unit").Select(unit => unit.Value));
        Assert.Equal(819200, double.Parse(page.Descendants("svg").First().Attribute("data-x1")!.Value));
        Assert.Empty(Page([small]).Descendants("input"));
    }

    private static RunHistory On(RunHistory run, string tokens, string text)
    {
        var on = new HeldOut(tokens, text);

        return new RunHistory(
            run.Run with { Budgets = [.. run.Run.Budgets.Select(budget => budget with { HeldOut = on })] },
            [.. run.Branches.Select(
                branch => branch with { Evaluations =
                    [.. branch.Evaluations.Select(entry => (entry.Step, entry.Evaluation with { HeldOut = on }))] })]);
    }

    private static RunHistory Doubled(RunHistory run) => run with
    {
        Branches = [.. run.Branches.Select(branch => branch with
        {
            Times = branch.Times! with { Slices =
                [.. branch.Times.Slices.Select(slice => slice with { Tokens = 2 * slice.Tokens })] },
        })],
    };

    private XDocument Page(IReadOnlyList<RunHistory> runs)
    {
        var file = Path.Combine(_directory.FullName, "report.html");
        Report.Write(runs, [], file);

        return XDocument.Load(file);
    }
}
