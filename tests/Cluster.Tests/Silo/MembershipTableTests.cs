using System.Net;
using AccountGrains.Ledger.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The names without Async are those that Orleans before 10.4 has too.
#pragma warning disable CS0618

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Which silos live: what Orleans' provider demands of the queries in the database.</summary>
[Collection(SiloServer.Collection)]
public sealed class MembershipTableTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTime Noon = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    private PostgresDatabase database = null!;
    private IHost host = null!;

    private IMembershipTable Membership => host.Services.GetRequiredService<IMembershipTable>();

    public async Task InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        // It does not start: a silo would change the table while the test does.
        host = await SiloWithoutAccounts.BuildAsync(database);
        await Membership.InitializeMembershipTable(true);
    }

    public async Task DisposeAsync()
    {
        host?.Dispose();
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Table_ChangedByOneWhoSawAnOldVersion_StaysAsItWas()
    {
        var seen = (await Membership.ReadAll()).Version;
        Assert.True(await Membership.InsertRow(Member(1), seen.Next()));

        Assert.False(await Membership.InsertRow(Member(2), seen.Next()));
        Assert.False(await Membership.UpdateRow(Member(1, SiloStatus.Dead), seen.VersionEtag, seen.Next()));

        var table = await Membership.ReadAll();
        Assert.Equal(seen.Version + 1, table.Version.Version);
        Assert.Single(table.Members);
        Assert.Equal(SiloStatus.Joining, (await RowAsync(1)).Status);
    }

    [SkippableFact]
    public async Task Table_ChangedInVain_KeepsItsVersion()
    {
        var seen = (await Membership.ReadAll()).Version;
        await Membership.InsertRow(Member(1), seen.Next());
        var version = (await Membership.ReadAll()).Version;

        Assert.False(await Membership.InsertRow(Member(1), version.Next()));
        Assert.False(await Membership.UpdateRow(Member(2), version.VersionEtag, version.Next()));

        Assert.Equal(version.Version, (await Membership.ReadAll()).Version.Version);
    }

    [SkippableFact]
    public async Task Table_OfASilo_IsReadAsItWasWritten()
    {
        var member = Member(1);
        await Membership.InsertRow(member, (await Membership.ReadAll()).Version.Next());
        member.Status = SiloStatus.Active;
        member.IAmAliveTime = Noon.AddSeconds(3);
        member.AddSuspector(Member(2).SiloAddress, Noon);
        var version = (await Membership.ReadAll()).Version;
        Assert.True(await Membership.UpdateRow(member, version.VersionEtag, version.Next()));
        member.IAmAliveTime = Noon.AddSeconds(6);
        await Membership.UpdateIAmAlive(member);

        var row = await RowAsync(1);

        Assert.Equal((SiloStatus.Active, 30_001, "silo 1", "host"), (row.Status, row.ProxyPort, row.SiloName, row.HostName));
        Assert.Equal((Noon, Noon.AddSeconds(6)), (row.StartTime, row.IAmAliveTime));
        Assert.Equal((Member(2).SiloAddress, Noon), (row.SuspectTimes!.Single().Item1, row.SuspectTimes!.Single().Item2));
    }

    [SkippableFact]
    public async Task Table_OfTheDead_IsForgottenAfterTheirTime()
    {
        (int, SiloStatus, int)[] members = [(1, SiloStatus.Dead, 0), (2, SiloStatus.Dead, 20), (3, SiloStatus.Joining, 0)];
        foreach (var (number, status, alive) in members)
        {
            var member = Member(number, status);
            member.IAmAliveTime = Noon.AddSeconds(alive);
            Assert.True(await Membership.InsertRow(member, (await Membership.ReadAll()).Version.Next()));
        }

        await Membership.CleanupDefunctSiloEntries(Noon.AddSeconds(10));

        Assert.Equal(["2", "3"], await database.ReadAsync("SELECT port FROM orleans_silo ORDER BY port"));
    }

    [SkippableFact]
    public async Task Table_ThatIsDeleted_IsGone()
    {
        await Membership.DeleteMembershipTableEntries("accounts");

        Assert.Equal(0, await database.CountAsync("orleans_silo"));
        Assert.Equal(0, await database.CountAsync("orleans_cluster"));
    }

    private static MembershipEntry Member(int number, SiloStatus status = SiloStatus.Joining) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, number, 1),
        SiloName = $"silo {number}",
        HostName = "host",
        Status = status,
        ProxyPort = 30_000 + number,
        StartTime = Noon,
        IAmAliveTime = Noon,
    };

    private async Task<MembershipEntry> RowAsync(int number) =>
        (await Membership.ReadRow(Member(number).SiloAddress)).Members.Single().Item1;
}
