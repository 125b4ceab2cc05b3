using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Riverrun.Models.Papers.EfficientScale;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models;

/// <summary>What ships is registered where a program registers its own; no folder below knows a paper.</summary>
internal static class ShippedKinds
{
    /// <summary>Registers all, once, before anything of this assembly is used.</summary>
    [ModuleInitializer]
    [SuppressMessage(
        "Usage", "CA2255", Justification = "Whoever uses the library has what ships with it, with no call to forget.")]
    internal static void Register() => Transfers.Kinds.Add(ScaleUp.Transfer);
}
