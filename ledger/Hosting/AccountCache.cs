namespace AccountGrains.Ledger;

/// <summary>The accounts that were used last, up to a number of entries and holds over all of them. Any thread may ask.</summary>
internal sealed class AccountCache(int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<AccountState>> byId = new(StringComparer.Ordinal);
    private readonly LinkedList<AccountState> latestFirst = new();
    private int weight;

    /// <summary>Finds an account. Whoever has used it puts it back, which is when it counts as used.</summary>
    public AccountState? Find(string id)
    {
        lock (gate) return byId.TryGetValue(id, out var node) ? node.Value : null;
    }

    public void Put(AccountState account)
    {
        lock (gate)
        {
            if (byId.TryGetValue(account.Id, out var node))
            {
                weight -= Weigh(node.Value);
                node.Value = account;
                latestFirst.Remove(node);
                latestFirst.AddFirst(node);
            }
            else
            {
                byId.Add(account.Id, latestFirst.AddFirst(account));
            }

            weight += Weigh(account);
            while (weight > capacity) Remove(latestFirst.Last!.Value.Id);
        }
    }

    public void Forget(string id)
    {
        lock (gate) Remove(id);
    }

    private void Remove(string id)
    {
        if (!byId.Remove(id, out var node)) return;
        latestFirst.Remove(node);
        weight -= Weigh(node.Value);
    }

    private static int Weigh(AccountState account) => 1 + account.Window.Count + account.Holds.Count;
}
