using AccountGrains.Grains;

namespace AccountGrains.Cluster.Tests.Load;

public sealed class CommandsInProgressTests
{
    private readonly CommandsInProgress commands = new(new AccountsOptions { QueueLength = 2 });

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
