using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>What the accounts of one transaction say to the transfers of a batch.</summary>
internal sealed class BatchedRun
{
    private readonly HashSet<BatchedTransfer> applied = [];
    private readonly Dictionary<BatchedTransfer, EntryMessage> entries = [];
    private readonly HashSet<BatchedTransfer> known = [];
    private readonly HashSet<BatchedTransfer> refused = [];
    private bool isInVain;

    /// <summary>
    /// Whether what was applied may be committed: every transfer on all of its accounts or on none, and no account was locked for
    /// nothing.
    /// </summary>
    public bool MayCommit => !isInVain && applied.Count > 0 && !applied.Overlaps(known) && !applied.Overlaps(refused);

    /// <summary>Those whose request id an account has an entry of already, which may not be committed yet.</summary>
    public IReadOnlyCollection<BatchedTransfer> Known => known;

    /// <summary>Those that an account refuses.</summary>
    public IReadOnlyCollection<BatchedTransfer> Refused => refused;

    /// <summary>Whether every account that was asked can apply its part of a transfer.</summary>
    public bool IsIn(BatchedTransfer transfer) => !known.Contains(transfer) && !refused.Contains(transfer);

    /// <summary>The entry of a transfer on the account that pays.</summary>
    public EntryMessage EntryOf(BatchedTransfer transfer) => entries[transfer];

    /// <summary>Notes what an account says to its parts.</summary>
    public void Note((BatchedTransfer Transfer, Part Part)[] parts, PartReply[] replies)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var transfer = parts[i].Transfer;
            if (replies[i].Recorded is not { } entry)
            {
                (replies[i].IsKnown ? known : refused).Add(transfer);
                continue;
            }

            applied.Add(transfer);
            if (entry.Account == transfer.Payer) entries[transfer] = entry;
        }

        // An account that changes nothing should have no part in the transaction.
        isInVain |= replies.All(reply => reply.Recorded is null);
    }
}
