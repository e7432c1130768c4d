namespace AccountGrains.Client;

/// <summary>Where the cluster is, and how long a caller waits for it.</summary>
public sealed class AccountsClientOptions
{
    /// <summary>
    /// Where silos answer, each as <c>host:port</c>. A name stands for all its addresses, which are looked up again every
    /// 10 s: the name of a headless service gives every silo. Left empty where the cluster is found in another way.
    /// </summary>
    public IList<string> Gateways { get; set; } = [];

    /// <summary>The cluster's id, as its silos have it; <c>accounts</c> unless set.</summary>
    public string ClusterId { get; set; } = "accounts";

    /// <summary>The service's id, as its silos have it; <c>accounts</c> unless set.</summary>
    public string ServiceId { get; set; } = "accounts";

    /// <summary>
    /// How long a request may take with all its attempts, at most 1 hour; 30 s unless set. A caller that gives up sooner should
    /// set it, rather than cancel: what was cancelled is in doubt, and not tried again.
    /// </summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one attempt waits for its answer, below <see cref="Deadline"/>; 15 s unless set. Set it above the silos' own
    /// timeout of a call, so that their answer arrives.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
