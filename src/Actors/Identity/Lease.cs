namespace Riverrun.Actors.Identity;

/// <summary>A device's promise to one branch.</summary>
/// <param name="Branch">Who may train, as <c>run/branch</c>.</param>
/// <param name="Device">Where.</param>
/// <param name="Epoch">
/// The fencing token: every grant raises it, whatever is said under an older one is refused. Its upper part is the term
/// of the placement that granted it, in units of 1,000,000,000.
/// </param>
internal sealed record Lease(string Branch, string Device, long Epoch)
{
    /// <summary>The branch's id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public BranchId BranchId => BranchId.Parse(Branch);
}
