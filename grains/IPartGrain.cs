using AccountGrains.Client;

namespace AccountGrains.Grains;

/// <summary>What the grain of a transfer asks of the grain of an account.</summary>
[Alias("accounts.part")]
internal interface IPartGrain : IGrainWithStringKey
{
    /// <summary>Locks the account for the transaction of the caller, and applies its part of a command there if it can be.</summary>
    [Alias("apply")]
    [Transaction(TransactionOption.Join)]
    Task<PartReply> ApplyAsync(CommandMessage command, PartMessage part, DateTimeOffset now, bool again);

    /// <summary>
    /// Applies the account's parts of several commands, one after the other, as far as each can be, in the transaction of the caller.
    /// </summary>
    [Alias("apply.all")]
    [Transaction(TransactionOption.Join)]
    Task<PartReply[]> ApplyAllAsync(CommandMessage[] commands, PartMessage[] parts, DateTimeOffset now);

    /// <summary>
    /// Judges a part in the transaction of the caller, which can only commit once all that the verdict rests on has committed.
    /// Nothing changes. What has left memory is asked for. An account that is going to be changed is locked for it.
    /// </summary>
    [Alias("judge")]
    [Transaction(TransactionOption.Join)]
    Task<PartReply> JudgeAsync(CommandMessage command, PartMessage part, DateTimeOffset now, bool locks);

    /// <summary>Records in the transaction of the caller that a command was refused on the accounts that it touches.</summary>
    [Alias("refuse")]
    [Transaction(TransactionOption.Join)]
    Task<PartReply> RefuseAsync(CommandMessage command, int outcome, DateTimeOffset now);

    /// <summary>Whether many transfers share the account, or null where it is not opened yet; it never changes afterwards.</summary>
    [Alias("busy")]
    Task<bool?> IsBusyAsync();

    /// <summary>An entry by sequence, or null.</summary>
    [Alias("entry")]
    Task<EntryMessage?> FindEntryAsync(long sequence);

    /// <summary>The entry of a request that the store has, or null; one that is on its way may be missing.</summary>
    [Alias("stored")]
    Task<EntryMessage?> FindStoredAsync(string requestId);

    /// <summary>The same of many requests, in their order.</summary>
    [Alias("stored.all")]
    Task<EntryMessage?[]> FindAllStoredAsync(string[] requestIds);
}
