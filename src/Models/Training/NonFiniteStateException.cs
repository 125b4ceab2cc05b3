namespace Riverrun.Models.Training;

/// <summary>
/// A training state holds a number that is none, NaN or an infinity: no step can go on from it, and no model is in it.
/// </summary>
public sealed class NonFiniteStateException(string message) : Exception(message);
