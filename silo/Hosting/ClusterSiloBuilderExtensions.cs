using AccountGrains.Grains;
using Npgsql;
using Orleans.Configuration;

namespace AccountGrains.Silo;

/// <summary>How silos find each other, notice that one is dead, and keep the state of grains that are not accounts.</summary>
internal static class ClusterSiloBuilderExtensions
{
    private const string Provider = "Npgsql";

    public static ISiloBuilder AddCluster(this ISiloBuilder silo, SiloSettings settings)
    {
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = settings.Silo.ClusterId;
            cluster.ServiceId = settings.Silo.ServiceId;
        });
        silo.Configure<Orleans.Configuration.SiloOptions>(named => named.SiloName = settings.Silo.SiloName);
        if (settings.ConnectionString is null) silo.UseLocalhostClustering().AddMemoryGrainStorageAsDefault();
        else silo.AddDatabase(ConnectionString(settings.ConnectionString, settings.Accounts));
        return silo.Configure<EndpointOptions>(new Endpoints(settings.Silo).Configure);
    }

    private static void AddDatabase(this ISiloBuilder silo, string connectionString)
    {
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = Provider;
            options.ConnectionString = connectionString;
        });
        silo.AddAdoNetGrainStorageAsDefault(options =>
        {
            options.Invariant = Provider;
            options.ConnectionString = connectionString;
        });
        silo.Configure<ClusterMembershipOptions>(Configure);
        // The directory that Orleans has otherwise forgets a part of itself with every silo that stops, and deactivates the accounts of
        // all silos that are in it, in the middle of what they do. Whatever it does, the database decides who may write.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
    }

    /// <summary>
    /// A killed silo is dead to the others within 10 s, and the accounts it had are where calls find them again. Less would
    /// call a silo dead for a pause of its garbage collector or a busy machine.
    /// </summary>
    private static void Configure(ClusterMembershipOptions membership)
    {
        // Three probes in a row, 2 s each: dead after about 6 s, and 9 s where a lost machine leaves its connections open.
        membership.ProbeTimeout = TimeSpan.FromSeconds(2);
        membership.MinProbeTimeout = TimeSpan.FromSeconds(2);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(3);
        membership.NumMissedProbesLimit = 3;
        // Two silos must agree, so that one with a broken network cannot end the others. Of two silos one is enough.
        membership.NumVotesForDeathDeclaration = 2;
        // Where all silos were killed nobody is left to probe: a silo that starts takes those for dead that were silent for 9 s.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
        membership.NumMissedTableIAmAliveLimit = 3;
        // Silos tell each other of changes; this finds those whose message was lost.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        // Every start adds a row that all silos read again and again. A day is enough to see what happened to one.
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }

    // Another string than that of the accounts has connections of its own: a silo with busy accounts still says that it lives.
    private static string ConnectionString(string connectionString, AccountsOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "accounts-cluster",
            CommandTimeout = (int)options.DatabaseTimeout.TotalSeconds,
            Timeout = (int)options.DatabaseTimeout.TotalSeconds,
            Enlist = false,
        };
        return settings.ToString();
    }
}
