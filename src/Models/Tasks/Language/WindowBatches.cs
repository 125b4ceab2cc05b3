using Riverrun.Models.Data;
using static TorchSharp.torch;

namespace Riverrun.Models.Tasks.Language;

/// <summary>Windows of a corpus as batches on a device.</summary>
internal sealed class WindowBatches(ICorpus corpus, Device device)
{
    private readonly int[] _window = new int[corpus.Context + 1];

    /// <summary>Where the batches are made.</summary>
    public Device Device => device;

    private delegate void Reading(int row, Span<int> window);

    /// <summary>
    /// Training windows <paramref name="position"/> to <paramref name="position"/> + <paramref name="rows"/>
    /// - 1: inputs and targets (B, T).
    /// </summary>
    public (Tensor Inputs, Tensor Targets) Training(long seed, long position, int rows) =>
        Read(rows, (row, window) => corpus.TrainingWindow(seed, position + row, window));

    /// <summary>
    /// Held-out windows from <paramref name="first"/> on, of <paramref name="count"/> in all: inputs and targets (B,
    /// T).
    /// </summary>
    public (Tensor Inputs, Tensor Targets) HeldOut(int first, int rows, int count) =>
        Read(rows, (row, window) => corpus.HeldOutWindow(first + row, count, window));

    private (Tensor Inputs, Tensor Targets) Read(int rows, Reading read)
    {
        var length = _window.Length;
        var tokens = new long[rows * length];
        for (var row = 0; row < rows; row++)
        {
            read(row, _window);
            for (var i = 0; i < length; i++)
                tokens[row * length + i] = _window[i];
        }

        var windows = tensor(tokens, [rows, length], device: device);
        return (windows.narrow(1, 0, length - 1), windows.narrow(1, 1, length - 1));
    }
}
