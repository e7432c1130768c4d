namespace AccountGrains.Ledger;

/// <summary>What waits for a host.</summary>
/// <param name="id">The request id, or words of the ledger's own.</param>
internal abstract class Pending(string id)
{
    /// <summary>The accounts that it names.</summary>
    public abstract IReadOnlyList<string> Accounts { get; }

    /// <summary>Whether these are all that it may change.</summary>
    public virtual bool NamesAllAccounts => true;

    /// <summary>Whether its end was told.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>What the store will be asked about it, as far as the accounts that it names tell already.</summary>
    public virtual IEnumerable<Lookup> Foresee(Func<string, AccountState?> find, bool isOld) => [];

    /// <summary>Decides it. What was decided is told once it is stored.</summary>
    public abstract Decision Decide(Func<string, AccountState?> find, DateTimeOffset now);

    /// <summary>Tells what was decided.</summary>
    public abstract void Complete();

    /// <summary>Tells that nothing was done.</summary>
    public void Fail(Exception cause) => End(new RequestFailedException(id, cause.Message, cause));

    /// <summary>Tells that nobody knows what was done.</summary>
    public void Doubt(Exception cause) => End(new RequestInDoubtException(id, cause.Message, cause));

    protected abstract void End(RequestException failure);
}
