namespace AccountGrains.Silo;

/// <summary>Which cluster a silo belongs to and where it is reached.</summary>
internal sealed record SiloOptions
{
    /// <summary>The section of the configuration with these options and those of the accounts.</summary>
    public const string Section = "Accounts";

    /// <summary>The silos that form one cluster have the same; <c>accounts</c> unless set.</summary>
    public string ClusterId { get; set; } = "accounts";

    /// <summary>The name under which the state of grains is stored; <c>accounts</c> unless set, and never changed.</summary>
    public string ServiceId { get; set; } = "accounts";

    /// <summary>
    /// The address at which other silos and clients reach this one; 127.0.0.1 unless set. The silo listens there alone where it
    /// is a loopback address, else on every address of the machine: the one it is reached at may be that of a router.
    /// </summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>The port for the other silos; 11111 unless set.</summary>
    public int SiloPort { get; set; } = 11_111;

    /// <summary>The port for clients; 30000 unless set.</summary>
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>The port for operators, which speaks HTTP: health, metrics, dashboard; 8080 unless set.</summary>
    public int AdminPort { get; set; } = 8080;

    /// <summary>What people call this silo; the name of the machine unless set.</summary>
    public string SiloName { get; set; } = Environment.MachineName;

    /// <summary>What to do about an older schema; brings it up to date unless set.</summary>
    public SchemaMode Schema { get; set; } = SchemaMode.Migrate;
}
