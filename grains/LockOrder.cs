using System.Collections.Concurrent;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>
/// The one order in which all silos lock accounts: busy ones first, then by id. Whoever is locked first manages the
/// transaction, and the manager stores many at once. An account is busy or not from its opening on, so silos cannot disagree.
/// </summary>
internal sealed class LockOrder(IGrainFactory grains)
{
    private const int MaxKnown = 100_000;
    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <summary>The parts of a command in the order in which their accounts are to be locked.</summary>
    public async ValueTask<Part[]> SortAsync(IReadOnlyList<Part> parts)
    {
        var sorted = new (bool Busy, Part Part)[parts.Count];
        List<Task>? asked = null;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (known.TryGetValue(parts[i].Account, out var busy)) sorted[i] = (busy, parts[i]);
            else (asked ??= []).Add(AskAsync(sorted, i, parts[i]));
        }

        // Accounts that have to be loaded are loaded at the same time, before any is locked.
        if (asked is not null) await Task.WhenAll(asked);
        Array.Sort(sorted, Compare);
        return Array.ConvertAll(sorted, entry => entry.Part);
    }

    private static int Compare((bool Busy, Part Part) one, (bool Busy, Part Part) other) =>
        one.Busy != other.Busy ? other.Busy.CompareTo(one.Busy) : string.CompareOrdinal(one.Part.Account, other.Part.Account);

    private async Task AskAsync((bool Busy, Part Part)[] sorted, int place, Part part) =>
        sorted[place] = (await IsBusyAsync(part.Account), part);

    private async Task<bool> IsBusyAsync(string account)
    {
        if (await grains.GetGrain<IPartGrain>(account).IsBusyAsync() is not { } answer) return false;
        if (known.Count >= MaxKnown) known.Clear();
        known.TryAdd(account, answer);
        return answer;
    }
}
