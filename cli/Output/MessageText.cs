using AccountGrains.Ledger;

namespace AccountGrains.Cli.Output;

/// <summary>How far a sent transfer is, in one line.</summary>
internal static class MessageText
{
    public static string Of(SentMessage message) => string.Join(", ", PartsOf(message).OfType<string>());

    private static IEnumerable<string?> PartsOf(SentMessage message)
    {
        yield return Words.Of(message.Status);
        if (message.Status == MessageStatus.Delivered) yield break;
        var untilNow = message.Status == MessageStatus.Due ? "refused until now: " : "";
        yield return message.Reason is { } reason ? untilNow + Words.Of(reason) : null;
        yield return message.DueAt is { } time ? $"attempt {message.Attempt} at {Words.Of(time)}" : null;
    }
}
