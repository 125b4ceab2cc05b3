using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Uploads;

/// <summary>What became of a piece of an upload, or of its end.</summary>
internal abstract record UploadReply
{
    private UploadReply() { }

    /// <summary>
    /// So many bytes are here; <paramref name="Fits"/> tells whether what came belonged where they ended.
    /// </summary>
    public sealed record At(long Offset, bool Fits) : UploadReply;

    /// <summary>The blob is stored.</summary>
    public sealed record Stored : UploadReply;

    /// <summary>The bytes are not what the name says, and are gone.</summary>
    public sealed record WrongBytes(CheckpointDigest Found) : UploadReply;

    /// <summary>The blob would have more bytes than it may.</summary>
    public sealed record TooLarge : UploadReply;

    /// <summary>Another request is at work on the same blob.</summary>
    public sealed record Busy : UploadReply;
}
