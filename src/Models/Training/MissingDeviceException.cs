namespace Riverrun.Models.Training;

/// <summary>This process has no device of the kind that is asked for; the message is a complete sentence.</summary>
public sealed class MissingDeviceException(string message) : Exception(message);
