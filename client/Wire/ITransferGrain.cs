namespace AccountGrains.Client;

/// <summary>Carries out the commands that may touch several accounts. Any number of it may run; its key is 0.</summary>
[Alias("accounts.transfer")]
public interface ITransferGrain : IGrainWithIntegerKey
{
    /// <summary>Carries out a reversal, or a transfer.</summary>
    [Alias("execute")]
    Task<ReplyMessage> ExecuteAsync(CommandMessage command);

    /// <summary>
    /// Carries out transfers that do not depend on each other, and gives a reply to each, in their order. Those that one account
    /// pays cost less together.
    /// </summary>
    [Alias("execute.all")]
    Task<ReplyMessage[]> ExecuteAllAsync(CommandMessage[] commands);
}
