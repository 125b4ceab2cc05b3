using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnModel;

/// <summary>
/// Two hidden layers with batch normalisation, whose running statistics are part of every checkpoint.
/// </summary>
public sealed class SpiralsModel : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _layers;

    public SpiralsModel(int hidden)
        : base(nameof(SpiralsModel))
    {
        _layers = nn.Sequential(
            nn.Linear(2, hidden), nn.BatchNorm1d(hidden), nn.ReLU(),
            nn.Linear(hidden, hidden), nn.BatchNorm1d(hidden), nn.ReLU(),
            nn.Linear(hidden, 2));
        RegisterComponents();
    }

    public override Tensor forward(Tensor points) => _layers.forward(points);
}
