using AccountGrains.Grains;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>What begins under a lock keeps nothing of who asked for it, and who asked goes on as before.</summary>
public class LockedAccessTests
{
    private readonly AsyncLocal<string> context = new() { Value = "the caller's" };

    [Fact]
    public async Task UpdateAsync_WhatItBegins_HasNoContext()
    {
        var state = new State(context);

        await state.UpdateAsync(_ => { });

        Assert.Null(await state.Begun);
        Assert.Equal("the caller's", await Task.Run(() => context.Value));
    }

    [Fact]
    public async Task ReadAsync_WhatItBegins_HasNoContext()
    {
        var state = new State(context);

        Assert.Equal(0, await state.ReadAsync(books => books.Account.Sequence));

        Assert.Null(await state.Begun);
        Assert.Equal("the caller's", await Task.Run(() => context.Value));
    }

    /// <summary>Begins something with each access, as Orleans does with a lock.</summary>
    private sealed class State(AsyncLocal<string> context) : ITransactionalState<Books>
    {
        public Task<string?> Begun { get; private set; } = Task.FromResult<string?>("nothing");

        public Task<TResult> PerformRead<TResult>(Func<Books, TResult> readFunction) => PerformUpdate(readFunction);

        public Task<TResult> PerformUpdate<TResult>(Func<Books, TResult> updateFunction)
        {
            Begun = Task.Run(() => context.Value);
            return Task.FromResult(updateFunction(new Books()));
        }
    }
}
