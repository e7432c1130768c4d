using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// Access to a state under its lock, in no context. Orleans leaves a delay behind for each lock, of the longest time that it may be
/// held (<see cref="PastDelays"/>), and a delay keeps the context that it is begun in: a whole transaction, long after it has ended.
/// What is done under the lock runs in the context of whoever makes it free anyway.
/// </summary>
internal static class LockedAccess
{
    public static Task UpdateAsync<TState>(this ITransactionalState<TState> state, Action<TState> change)
        where TState : class, new()
    {
        using (ExecutionContext.SuppressFlow()) return state.PerformUpdate(change);
    }

    public static Task<TResult> ReadAsync<TState, TResult>(this ITransactionalState<TState> state, Func<TState, TResult> look)
        where TState : class, new()
    {
        using (ExecutionContext.SuppressFlow()) return state.PerformRead(look);
    }
}
