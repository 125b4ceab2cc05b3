using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Seeds;
using static TorchSharp.torch;

namespace Riverrun.Models.Papers.EfficientScale;

/// <summary>
/// The width of a model: for each of its dimensions, which old unit a new one is made of. The residual stream has one
/// such map in the whole model, otherwise layers would not speak of the same channels.
/// </summary>
internal sealed class LayerGrowth
{
    private const double Deviation = 0.02; // As first weights have: LlamaInitialization.

    private readonly WidthGrowth _growth;
    private readonly LlamaTensors _old;
    private readonly long _seed;
    private readonly int _width;
    private readonly IReadOnlyList<int> _stream;
    private readonly IReadOnlyList<int> _heads;
    private readonly IReadOnlyList<int> _inner;
    private readonly Func<int, bool> _isNewHead;
    private readonly int _oldInner;

    /// <summary>The maps from one model to another.</summary>
    public LayerGrowth(WidthGrowth growth, LlamaTensors old, ModelConfig.Llama to, long seed)
    {
        (_growth, _old, To, _seed) = (growth, old, to, seed);
        _width = Grid.Of(old.Outside("model.embed_tokens.weight")).Columns;
        _oldInner = old.Of(0, "mlp.up_proj.weight").Rows;

        var oldGroup = old.Of(0, "self_attn.q_proj.weight").Rows / to.KeyValueHeads;
        var newGroup = to.Heads * (to.Width / to.Heads) / to.KeyValueHeads;
        _isNewHead = row => row % newGroup >= oldGroup;
        _stream = Map(to.Width, j => j >= _width, j => j % _width);
        _inner = Map(to.FeedForwardWidth, j => j >= _oldInner, j => j % _oldInner);
        _heads = Map(
            newGroup * to.KeyValueHeads, _isNewHead, row => row / newGroup * oldGroup + row % newGroup % oldGroup);
    }

    /// <summary>The larger model.</summary>
    public ModelConfig.Llama To { get; }

    private bool Pads => _growth == WidthGrowth.Pad;

    /// <summary>A weight that no layer has.</summary>
    public SafeTensor Outside(string name)
    {
        var old = Grid.Of(_old.Outside(name));

        return name switch
        {
            "model.norm.weight" => Norm(old, name),
            "lm_head.weight" => Grown(old, name, All(old.Rows), _stream, reads: true),
            _ when Pads => Grown(old, name, All(old.Rows), _stream, reads: false),
            _ => Transposed(Transposed(old).Outputs(_stream)).Named(name, isVector: false), // Copied, not shared out.
        };
    }

    /// <summary>A layer's weight.</summary>
    /// <param name="layer">The old layer that it is made of.</param>
    /// <param name="part">Which.</param>
    /// <param name="name">Its new name.</param>
    /// <param name="isSilent">Whether the layer is to write nothing to the stream.</param>
    public SafeTensor Part(int layer, string part, string name, bool isSilent)
    {
        var old = _old.Of(layer, part);

        return part switch
        {
            "input_layernorm.weight" or "post_attention_layernorm.weight" => Norm(old, name),
            "self_attn.q_proj.weight" => Grown(old, name, _heads, _stream, reads: true, Next(layer, part, _isNewHead)),
            "self_attn.k_proj.weight" or "self_attn.v_proj.weight" =>
                Grown(old, name, All(old.Rows), _stream, reads: true),
            "mlp.gate_proj.weight" or "mlp.up_proj.weight" =>
                Grown(old, name, _inner, _stream, reads: true, Next(layer, part, unit => unit >= _oldInner)),
            "self_attn.o_proj.weight" or "mlp.down_proj.weight" when isSilent => Silent(part, name),
            "self_attn.o_proj.weight" =>
                Grown(old, name, _stream, _heads, reads: false, newColumns: Next(layer, part, _isNewHead)),
            "mlp.down_proj.weight" =>
                Grown(old, name, _stream, _inner, reads: false,
                    newColumns: Next(layer, part, unit => unit >= _oldInner)),
            _ => old.Named(name, isVector: old.Columns == 1), // Within a head, whose width stays.
        };
    }

    private static IReadOnlyList<int> All(int size) => [.. Enumerable.Range(0, size)];

    private static Grid Transposed(Grid grid)
    {
        var made = Grid.Zeros(grid.Columns, grid.Rows);

        for (var row = 0; row < grid.Rows; row++)
            for (var column = 0; column < grid.Columns; column++)
                made.Values[column * grid.Rows + row] = grid.Values[row * grid.Columns + column];

        return made;
    }

    private IReadOnlyList<int> Map(int size, Func<int, bool> isNew, Func<int, int> source) =>
        [.. Enumerable.Range(0, size).Select(unit => Pads && isNew(unit) ? -1 : source(unit))];

    private SafeTensor Grown(
        Grid old,
        string name,
        IReadOnlyList<int> rows,
        IReadOnlyList<int> inputs,
        bool reads,
        (Grid Layer, Func<int, bool> IsNew)? newRows = null,
        (Grid Layer, Func<int, bool> IsNew)? newColumns = null)
    {
        if (Pads)
            return old
                .Placed(rows, inputs, reads
                    ? Drawn(name, rows.Count, inputs.Count) : Grid.Zeros(rows.Count, inputs.Count))
                .Named(name, isVector: false);

        var made = old.Outputs(rows, newRows is { } rowsOf ? row => rowsOf.IsNew(row) ? rowsOf.Layer : old : null);
        var next = newColumns?.Layer.Outputs(rows);

        return made
            .Inputs(inputs, newColumns is { } columnsOf ? column =>
                columnsOf.IsNew(column) ? next! : made : null) // Both or neither.
            .Named(name, isVector: false);
    }

    // New units are those of the next layer with AKI; of the last layer there is no next.
    private (Grid Layer, Func<int, bool> IsNew)? Next(int layer, string part, Func<int, bool> isNew) =>
        _growth == WidthGrowth.NextLayer ? (_old.Of(Math.Min(layer + 1, _old.Layers - 1), part), isNew) : null;

    private SafeTensor Norm(Grid old, string name) => Pads
        ? old.Times(Math.Sqrt((double)_width / To.Width))
        .Placed(_stream, All(1), new Grid([.. Enumerable.Repeat(1f, To.Width)], To.Width, 1))
            .Named(name, isVector: true)
        : old.Outputs(_stream).Named(name, isVector: true);

    private SafeTensor Silent(string part, string name) =>
        Grid.Zeros(To.Width, part.StartsWith("mlp", StringComparison.Ordinal) ? To.FeedForwardWidth : _heads.Count)
            .Named(name, isVector: false);

    private Grid Drawn(string name, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)StepSeeds.For(_seed, name, 0, StepPurpose.Initialization));

        return new Grid(
            empty((long)rows * columns).normal_(0, Deviation, generator).data<float>().ToArray(), rows, columns);
    }
}
