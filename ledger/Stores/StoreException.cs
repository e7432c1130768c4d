namespace AccountGrains.Ledger;

/// <summary>The store could not do its work. The message is one line for the person who runs it.</summary>
public sealed class StoreException(StoreProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong.</summary>
    public StoreProblem Problem { get; } = problem;

    /// <summary>Whether it is certain that a commit which ended with this wrote nothing.</summary>
    public bool NothingWritten => Problem != StoreProblem.Unreachable;
}
