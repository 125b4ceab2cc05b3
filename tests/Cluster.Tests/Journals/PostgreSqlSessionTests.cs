using Npgsql;
using Riverrun.Actors.Journals;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class PostgreSqlSessionTests
{
    [Fact]
    public void What_was_not_asked_for_is_what_a_journal_needs()
    {
        var session =
            new NpgsqlConnectionStringBuilder(new PostgreSqlSession("Host=db;Username=riverrun").ConnectionString);

        Assert.Equal(
            (5, 8, -1, 5, 20),
            (session.Timeout, session.CommandTimeout, session.CancellationTimeout, session.KeepAlive,
                session.MaxPoolSize));
        Assert.Equal((true, 20, 2), (session.NoResetOnClose, session.MaxAutoPrepare, session.AutoPrepareMinUsages));
        Assert.Equal("riverrun", session.ApplicationName);
    }

    [Fact]
    public void What_was_asked_for_is_kept()
    {
        var session = new NpgsqlConnectionStringBuilder(new PostgreSqlSession(
            "Host=db;Username=riverrun;Timeout=7;Command Timeout=9;Cancellation Timeout=100;Keepalive=0;Maximum Pool "
            + "Size=50;"
            + "No Reset On Close=false;Max Auto Prepare=0;Auto Prepare Min Usages=5;Application Name=mine")
            .ConnectionString);

        Assert.Equal(
            (7, 9, 100, 0, 50),
            (session.Timeout, session.CommandTimeout, session.CancellationTimeout, session.KeepAlive,
                session.MaxPoolSize));
        Assert.Equal((false, 0, 5), (session.NoResetOnClose, session.MaxAutoPrepare, session.AutoPrepareMinUsages));
        Assert.Equal("mine", session.ApplicationName);
    }
}
