using System.Diagnostics.Metrics;
using AccountGrains.Grains;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Load;

public sealed class CommandsInProgressTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CommandsInProgress commands;

    public CommandsInProgressTests() => commands = new CommandsInProgress(
        new AccountsOptions { QueueLength = 2 }, new SiloInstruments(services.GetRequiredService<IMeterFactory>()));

    public void Dispose() => services.Dispose();

    [Fact]
    public void Enter_AboveTheLimit_SaysSoUntilOneHasLeft()
    {
        Assert.Null(commands.Enter());
        Assert.Null(commands.Enter());
        Assert.Equal("2 commands are in progress on this silo, which is the limit; send it again later", commands.Enter());

        commands.Leave();

        Assert.Null(commands.Enter());
    }
}
