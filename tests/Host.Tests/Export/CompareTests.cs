using System.Xml.Linq;
using Riverrun.Host.Export;

namespace Riverrun.Host.Tests.Export;

public sealed class CompareTests
{
    [Fact]
    public void Runs_are_put_side_by_side_budget_by_budget_with_the_best_marked()
    {
        var runs = new[] { SampleRuns.Simplified(budgets: [400, 800]), SampleRuns.FromScratch(budgets: [400, 800]) };

        var text = Compare.Of(runs).ToText();

        Assert.Equal(
            """
            The journals of wsd-s, cosine do not say what they were measured on; they are ranked as if it were the same.

            run     policy  budget    nats     bits/byte  steps spent
            cosine  cosine     400  2.1441  *     3.0933          400
            wsd-s   wsd-s      400  2.1445        3.0939          400
            cosine  cosine     800  1.8974  *     2.7373        1,200
            wsd-s   wsd-s      800  1.8976        2.7376          800

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void A_model_that_is_not_there_yet_comes_last_and_a_lone_one_is_not_best()
    {
        var done = SampleRuns.Simplified("done", budgets: 400);
        var young = done with
        {
            Run = done.Run with
            {
                Name = "a-young-one",
                Budgets = [done.Run.Budgets[
                    0] with { Status = "planned", ValidationLossNats = null, BitsPerByte = null }],
            },
        };

        var rows = Compare.Of([young, done]).Rows.ToArray();

        Assert.Equal(["done", "a-young-one"], rows.Select(row => row.Run));
        Assert.DoesNotContain(rows, row => row.IsBest);
    }

    [Fact]
    public void The_comparisons_page_shows_cost_and_curves_of_all_runs()
    {
        var directory = Directory.CreateTempSubdirectory("riverrun-compare");
        var file = Path.Combine(directory.FullName, "compare.html");

        Compare.WriteHtml([SampleRuns.Simplified(), SampleRuns.FromScratch()], file);

        var page = XDocument.Load(file);
        directory.Delete(recursive: true);
        var charts = page.Descendants("figure").ToArray();
        Assert.Equal(
            ["What a model costs", "Loss", "Learning rate"],
            charts.Select(chart => chart.Element("figcaption")!.Value));
        Assert.Equal(
            ["wsd-s", "cosine"], charts[0].Descendants("g").Attributes("data-name").Select(name => name.Value));
        Assert.Equal(6, charts[0].Descendants("circle").Count());
        Assert.Equal(3, page.Descendants("tr").Count(row => row.Attribute("class")?.Value == "own"));
    }
}
