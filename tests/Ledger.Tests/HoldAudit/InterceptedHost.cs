namespace AccountGrains.Ledger.Tests;

/// <summary>A host that something happens to, before or after it carries out a command.</summary>
internal sealed class InterceptedHost(IHoldHost host) : IHoldHost
{
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    public Func<Task> After { get; init; } = () => Task.CompletedTask;

    public async Task<int> ExpireAsync(string account, CancellationToken cancellationToken = default)
    {
        await Before();
        return await host.ExpireAsync(account, cancellationToken);
    }

    public async Task<Receipt> ExecuteAsync(Command command, CancellationToken cancellationToken = default)
    {
        await Before();
        var receipt = await host.ExecuteAsync(command, cancellationToken);
        await After();
        return receipt;
    }
}
