namespace Riverrun.Models.Tasks.Bigram;

/// <summary>
/// The gradient of a batch's mean cross entropy with respect to a table of logits; only
/// the rows that the batch touches are kept.
/// </summary>
internal sealed class BigramGradient(int contexts, int tokens, int batch)
{
    private readonly double[] _rows = new double[Math.Min(contexts, batch) * tokens];
    private readonly double[] _probabilities = new double[Math.Min(contexts, batch) * tokens];
    private readonly double[] _logNormalizers = new double[Math.Min(contexts, batch)];
    private readonly int[] _counts = new int[Math.Min(contexts, batch)];
    private readonly int[] _contextOfRow = new int[Math.Min(contexts, batch)];
    private readonly int[] _rowOfContext = Enumerable.Repeat(-1, contexts).ToArray();
    private int _used;

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        foreach (var context in _contextOfRow.AsSpan(0, _used))
            _rowOfContext[context] = -1;

        // Here and not where a row begins: it leaves the wide registers in a state in which the exponentials that
        // follow there take ten times as long.
        _rows.AsSpan(0, _used * tokens).Clear();
        _used = 0;
    }

    /// <summary>Adds a sample and returns its loss in nats.</summary>
    public double Add(ReadOnlySpan<double> logits, int context, int token)
    {
        var row = _rowOfContext[context];
        if (row < 0)
            row = Begin(logits, context);

        _counts[row]++;
        _rows[(row * tokens) + token]--;
        return _logNormalizers[row] - logits[(context * tokens) + token];
    }

    /// <summary>Takes one step of gradient descent and returns the gradient's norm.</summary>
    public double Descend(Span<double> logits, double learningRate)
    {
        var squares = 0.0;
        for (var row = 0; row < _used; row++)
        {
            var target = logits.Slice(_contextOfRow[row] * tokens, tokens);
            var residual = _rows.AsSpan(row * tokens, tokens);
            var probabilities = _probabilities.AsSpan(row * tokens, tokens);
            for (var token = 0; token < target.Length; token++)
            {
                var slope = (residual[token] + (_counts[row] * probabilities[token])) / batch;
                squares += slope * slope;
                target[token] -= learningRate * slope;
            }
        }

        return Math.Sqrt(squares);
    }

    /// <summary>The logarithm of the softmax's denominator.</summary>
    public static double LogSumExp(ReadOnlySpan<double> logits)
    {
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);

        foreach (var logit in logits)
            sum += Math.Exp(logit - largest);

        return largest + Math.Log(sum);
    }

    private int Begin(ReadOnlySpan<double> logits, int context)
    {
        var row = _used++;
        (_rowOfContext[context], _contextOfRow[row], _counts[row]) = (row, context, 0);

        var source = logits.Slice(context * tokens, tokens);
        var probabilities = _probabilities.AsSpan(row * tokens, tokens);
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var logit in source)
            largest = Math.Max(largest, logit);

        for (var token = 0; token < source.Length; token++)
            sum += probabilities[token] = Math.Exp(source[token] - largest);

        for (var token = 0; token < source.Length; token++)
            probabilities[token] /= sum;

        _logNormalizers[row] = largest + Math.Log(sum);
        return row;
    }
}
