namespace AccountGrains.Ledger.Tests;

/// <summary>An account that is nothing but its journal: whatever is asked of it is found by reading all of it.</summary>
internal sealed class ReferenceAccount
{
    public List<ReferenceEntry> Journal { get; } = [];

    public IEnumerable<ReferenceEntry> Applied => Journal.Where(entry => entry.IsApplied);

    public decimal Balance => Applied.Sum(entry => entry.Amount);

    public decimal Held => Applied.Sum(entry => entry.Held);

    public OpenAccount? Opening => Applied.Select(entry => entry.Command).OfType<OpenAccount>().SingleOrDefault();

    public AccountStatus Status => Applied.Select(entry => entry.Kind).LastOrDefault(IsAboutStatus) switch
    {
        EntryKind.Open or EntryKind.Unfreeze => AccountStatus.Open,
        EntryKind.Freeze => AccountStatus.Frozen,
        EntryKind.Close => AccountStatus.Closed,
        _ => AccountStatus.Unopened,
    };

    public ReferenceEntry? Find(string requestId) => Journal.Find(entry => entry.RequestId == requestId);

    public PlaceHold? FindHold(string id) => Applied.Select(entry => entry.Command).OfType<PlaceHold>().SingleOrDefault(hold => hold.RequestId == id);

    /// <summary>The entry that ended a hold, or null while it is open.</summary>
    public ReferenceEntry? EndOf(string hold) => Applied.SingleOrDefault(entry => entry.Hold == hold && entry.Kind != EntryKind.Hold);

    public ReferenceEntry? EntryAt(long sequence) => sequence <= Journal.Count ? Journal[(int)sequence - 1] : null;

    public IEnumerable<PlaceHold> OpenHolds =>
        Applied.Select(entry => entry.Command).OfType<PlaceHold>().Where(hold => EndOf(hold.RequestId) is null);

    /// <summary>Releases what has expired and has no owner, and gives the number of these holds.</summary>
    public int Expire(DateTimeOffset now)
    {
        var expired = OpenHolds.Where(hold => hold.ExpiresAt <= now && hold.Owner is null).OrderBy(hold => hold.ExpiresAt).ThenBy(hold => hold.RequestId, StringComparer.Ordinal);
        var holds = expired.ToList();
        foreach (var hold in holds)
        {
            Journal.Add(new ReferenceEntry(null, $"§expiry {Journal.Count + 1}", EntryKind.Expiry, Outcome.Applied, now)
            {
                Held = -hold.Amount,
                Hold = hold.RequestId,
            });
        }

        return holds.Count;
    }

    private static bool IsAboutStatus(EntryKind kind) =>
        kind is EntryKind.Open or EntryKind.Freeze or EntryKind.Unfreeze or EntryKind.Close;
}
