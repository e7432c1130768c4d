namespace AccountGrains.Client;

/// <summary>One account of the cluster, by its id. Callers use <see cref="Ledger.IAccounts"/>, not this.</summary>
[Alias("accounts.account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Carries out a command that touches this account alone, or a transfer in which it has a part.</summary>
    [Alias("execute")]
    Task<ReplyMessage> ExecuteAsync(CommandMessage command);

    /// <summary>The account as it is now, or null where it was never opened.</summary>
    [Alias("get")]
    Task<AccountMessage?> GetAsync();

    /// <summary>The entry of a request, or null.</summary>
    [Alias("find")]
    Task<EntryMessage?> FindAsync(string requestId);

    /// <summary>The entries that a query of this account asks for: a page, and one more where another page follows.</summary>
    [Alias("list")]
    Task<EntryMessage[]> ListAsync(QueryMessage query);

    /// <summary>How far the transfers are that a range of entries sent, in order.</summary>
    [Alias("messages")]
    Task<SentTransferMessage[]> ListMessagesAsync(long fromSequence, long toSequence);
}
