using Akka.Actor;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Serialization;

namespace Riverrun.Actors.Tests.Serialization;

public sealed class ColumnBytesTests
{
    /// <summary>
    /// Four bytes of a float are 5.33 in base64; the rest is the name, once a slice, which short ones feel.
    /// </summary>
    [Theory]
    [InlineData(5, 8.8)]
    [InlineData(12, 6.9)]
    [InlineData(50, 6)]
    [InlineData(500, 5.4)]
    public void A_further_figure_costs_some_six_bytes_a_step_in_the_journal(int steps, double most)
    {
        using var system = ActorSystem.Create("bytes");
        var serializer = new ProtocolSerializer((ExtendedActorSystem)system);
        float[] column = [.. Enumerable.Range(0, steps).Select(step => MathF.Sin(step))];
        var columns = Enumerable.Range(0, 8).ToDictionary(i => $"figure-{i}", _ => (IReadOnlyList<float>)column);

        var more = Bytes(columns) - Bytes(null);

        Assert.InRange(more / (double)(8 * steps), 5.3, most);

        int Bytes(IReadOnlyDictionary<string, IReadOnlyList<float>>? named) =>
            serializer.ToBinary(new Recorded<BranchEvent>(
            new BranchEvent.StepsTaken(0, column, new double[steps], column, steps, 1, named), DateTimeOffset.UnixEpoch,
            null, null)).Length;
    }
}
