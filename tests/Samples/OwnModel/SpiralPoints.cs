using TorchSharp;
using static TorchSharp.torch;

namespace OwnModel;

/// <summary>Points on two interleaved spirals, a function of the seed alone.</summary>
public static class SpiralPoints
{
    /// <summary>Draws points and the spiral that each lies on.</summary>
    public static (Tensor Points, Tensor Classes) Draw(long seed, int rows, double noise, Device device)
    {
        var random = new Random((int)seed);
        var (points, classes) = (new float[rows * 2], new long[rows]);

        for (var row = 0; row < rows; row++)
        {
            classes[row] = random.Next(2);
            var angle = 3 * Math.PI * Math.Sqrt(random.NextDouble());
            var turned = angle + (classes[row] * Math.PI);
            points[2 * row] = (float)((angle * Math.Cos(turned) / 10) + Noise());
            points[(2 * row) + 1] = (float)((angle * Math.Sin(turned) / 10) + Noise());
        }

        return (tensor(points, [rows, 2]).to(device), tensor(classes).to(device)); // (B, 2), (B)

        double Noise() => noise * (random.NextDouble() - 0.5);
    }
}
