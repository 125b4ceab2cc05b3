using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>Finds stored states that hold no model any more, though their bytes are what their digests say.</summary>
public sealed class StoredStateCheck
{
    /// <summary>Why a stored state cannot be used, as the end of a sentence; null when nothing is wrong with it.</summary>
    /// <param name="checkpoint">What <see cref="ICapturedState.WriteTo"/> wrote; what is something else is not judged.</param>
    /// <param name="workload">What was trained.</param>
    public string? ProblemOf(Stream checkpoint, Workload workload)
    {
        try
        {
            var file = SafeTensors.Read(checkpoint);
            var wrong = file.Tensors.Values
                .OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
                .FirstOrDefault(tensor => !Finiteness.IsFinite(tensor));

            return wrong is not null ? $"its state has NaN or infinity in {wrong.Name}, so there is no model in it." : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
