namespace Riverrun.Actors.Coordination;

/// <summary>
/// Which coordinators are members of a cluster, as each says of itself every second; and who may found one when nobody
/// is.
/// </summary>
internal sealed class MembershipTable(string connectionString, string self)
{
    /// <summary>A member that has said nothing for so long is none any more.</summary>
    private static readonly TimeSpan PresentFor = TimeSpan.FromSeconds(5);

    /// <summary>So long one has for founding a cluster and appearing in it before another may.</summary>
    private static readonly TimeSpan FoundWithin = TimeSpan.FromSeconds(15);

    private const string PresentSql =
        """
        INSERT INTO lease AS held (name, owner, expires_at) VALUES ('member/' || @owner, @owner, clock_timestamp() + @span)
        ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at RETURNING owner
        """;

    private const string AbsentSql = "DELETE FROM lease WHERE name = 'member/' || @owner RETURNING owner";

    /// <summary>A database that has just started may not have heard of members that were there all the time.</summary>
    private const string FoundSql =
        """
        INSERT INTO lease AS held (name, owner, expires_at)
        SELECT 'founder', @owner, clock_timestamp() + @span
        WHERE clock_timestamp() - pg_postmaster_start_time() > interval '6 seconds'
          AND NOT EXISTS (SELECT FROM lease WHERE name LIKE 'member/%' AND owner <> @owner AND expires_at > clock_timestamp())
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
        WHERE held.owner = excluded.owner OR held.expires_at < clock_timestamp()
        RETURNING owner
        """;

    private const string MembersSql =
        "SELECT owner FROM lease WHERE name LIKE 'member/%' AND expires_at > clock_timestamp()";

    private readonly LeaseTable _table = new(connectionString, "", self, TimeSpan.FromSeconds(2));

    /// <summary>
    /// Says that this process is a member; the answer is who else is, of this cluster or of another one.
    /// </summary>
    public async Task<IReadOnlyList<string>> AppearAsync(CancellationToken cancel)
    {
        await _table.ChangeAsync(PresentSql, PresentFor, cancel);

        return await _table.ReadAsync(MembersSql, cancel);
    }

    /// <summary>Says that this process is a member no longer.</summary>
    public Task DisappearAsync(CancellationToken cancel) => _table.ChangeAsync(AbsentSql, PresentFor, cancel);

    /// <summary>Whether this process, and no other, may found a cluster now.</summary>
    public Task<bool> MayFoundAsync(CancellationToken cancel) => _table.ChangeAsync(FoundSql, FoundWithin, cancel);
}
