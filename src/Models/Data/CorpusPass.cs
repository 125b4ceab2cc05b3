namespace Riverrun.Models.Data;

/// <summary>What a reading of a corpus is for, in this order.</summary>
public enum CorpusPass
{
    /// <summary>To know its files by their hash.</summary>
    Hashing,

    /// <summary>To choose what of its text is held out.</summary>
    Dividing,

    /// <summary>To turn text into tokens.</summary>
    Tokenising,
}
