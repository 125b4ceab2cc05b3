using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Tasks.Language;

/// <summary>
/// The forward pass of LlamaForCausalLM written out with loops over doubles, from the papers and not from the code
/// under test.
/// </summary>
internal sealed class ReferenceLlama(ModelConfig.Llama config, IReadOnlyDictionary<string, double[]> weights)
{
    private readonly int _width = config.Width;
    private readonly int _headWidth = config.Width / config.Heads;

    /// <summary>Logits of every position of one window.</summary>
    public double[][] Logits(int[] tokens)
    {
        var embedding = weights["model.embed_tokens.weight"];
        double[][] stream = [.. tokens.Select(token => embedding.AsSpan(token * _width, _width).ToArray())];
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            Add(stream, Attention(Normed(stream, prefix + "input_layernorm"), prefix + "self_attn."));
            Add(stream, FeedForward(Normed(stream, prefix + "post_attention_layernorm"), prefix + "mlp."));
        }

        var head = config.TiedEmbeddings ? "model.embed_tokens" : "lm_head";
        return [.. Normed(stream, "model.norm").Select(x => Product(x, head))];
    }

    private static void Add(double[][] stream, double[][] branch)
    {
        for (var t = 0; t < stream.Length; t++)
        {
            for (var i = 0; i < stream[t].Length; i++)
                stream[t][i] += branch[t][i];
        }
    }

    private double[] Product(double[] x, string name)
    {
        var matrix = weights[name + ".weight"];
        var result = new double[matrix.Length / x.Length];
        for (var row = 0; row < result.Length; row++)
        {
            for (var i = 0; i < x.Length; i++)
                result[row] += matrix[row * x.Length + i] * x[i];
        }

        return result;
    }

    private double[] Norm(double[] x, string name)
    {
        var root = Math.Sqrt(x.Sum(value => value * value) / x.Length + config.NormEpsilon);
        return [.. x.Select((value, i) => value / root * weights[name + ".weight"][i])];
    }

    private double[][] Normed(double[][] stream, string name) => [.. stream.Select(x => Norm(x, name))];

    private double[][] FeedForward(double[][] stream, string prefix) => [.. stream.Select(x =>
    {
        var gate = Product(x, prefix + "gate_proj");
        var up = Product(x, prefix + "up_proj");
        return Product([.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)], prefix + "down_proj");
    })];

    private double[][] Attention(double[][] stream, string prefix)
    {
        var length = stream.Length;
        double[][] queries = [.. stream.Select((x, t) => Heads(x, t, prefix, 'q', config.Heads))];
        double[][] keys = [.. stream.Select((x, t) => Heads(x, t, prefix, 'k', config.KeyValueHeads))];
        double[][] values = [.. stream.Select(x => Product(x, prefix + "v_proj"))];
        var result = new double[length][];
        for (var t = 0; t < length; t++)
        {
            var joined = new double[_width];
            for (var head = 0; head < config.Heads; head++)
            {
                var (own, shared) = (head * _headWidth, head / (config.Heads / config.KeyValueHeads) * _headWidth);
                double[] shares = [.. Enumerable.Range(0, t + 1).Select(s =>
                    Math.Exp(Enumerable.Range(0, _headWidth)
                        .Sum(i => queries[t][own + i] * keys[s][shared + i]) / Math.Sqrt(_headWidth)))];
                for (var i = 0; i < _headWidth; i++)
                    joined[own + i] = Enumerable.Range(0, t + 1)
                        .Sum(s => shares[s] * values[s][shared + i]) / shares.Sum();
            }

            result[t] = Product(joined, prefix + "o_proj");
        }

        return result;
    }

    private double[] Heads(double[] x, int position, string prefix, char which, int heads)
    {
        var all = Product(x, $"{prefix}{which}_proj");
        return [.. Enumerable.Range(0, heads).SelectMany(head =>
        {
            var one = all.AsSpan(head * _headWidth, _headWidth).ToArray();
            return Rotated(config.QueryKeyNorm ? Norm(one, $"{prefix}{which}_norm") : one, position);
        })];
    }

    private double[] Rotated(double[] head, int position)
    {
        var half = _headWidth / 2;
        var result = new double[_headWidth];
        for (var i = 0; i < half; i++)
        {
            var (sine, cosine) = Math.SinCos(position * Math.Pow(config.RopeBase, -2.0 * i / _headWidth));
            result[i] = head[i] * cosine - head[i + half] * sine;
            result[i + half] = head[i + half] * cosine + head[i] * sine;
        }

        return result;
    }
}
