using System.Runtime.CompilerServices;
using Riverrun.Models.Native;

namespace Riverrun.Models.Tests.Native;

/// <summary>Tests name tensors before anything of the program has loaded libtorch from the directory it has.</summary>
internal static class LibTorchIsLoaded
{
    [ModuleInitializer]
    internal static void Open() => LibTorch.Open();
}
