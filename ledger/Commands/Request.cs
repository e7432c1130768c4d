namespace AccountGrains.Ledger;

/// <summary>A command whose fields were checked, with the fingerprint of its content: what the rules decide.</summary>
public sealed class Request
{
    private Request(Command command, Fingerprint content)
    {
        Command = command;
        Content = content;
        Parts = Part.Of(command);
    }

    /// <summary>The caller's id.</summary>
    public string Id => Command.RequestId;

    /// <summary>What is asked.</summary>
    public Command Command { get; }

    /// <summary>The fingerprint of what is asked.</summary>
    public Fingerprint Content { get; }

    /// <summary>What it asks of each account, its anchor first; of a transfer's reversal only the anchor, the rest is in the journal.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The accounts that the command names.</summary>
    public IEnumerable<string> Accounts => Parts.Select(part => part.Account);

    /// <summary>The answer where an entry has the id of this request already: its outcome again, or a conflict.</summary>
    public Receipt Answer(Entry known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known.Content == Content ? new Receipt(known.Outcome, known, IsReplay: true) : Receipt.Conflict(known);
    }

    /// <summary>Checks a command, and makes it a request.</summary>
    /// <exception cref="InvalidCommandException">A field is malformed.</exception>
    public static Request Of(Command command)
    {
        Check(command);
        return new Request(command, FingerprintOf(command));
    }

    /// <summary>Checks the fields of a command that somebody else decides.</summary>
    /// <exception cref="InvalidCommandException">A field is malformed.</exception>
    public static void Check(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Input.RequestId("request id", command.RequestId);
        Input.Memo(command.Memo);
        command.Check();
    }

    private static Fingerprint FingerprintOf(Command command)
    {
        var content = new ContentWriter(stackalloc byte[command is Transfer ? ContentWriter.MaxLength : 2048]);
        content.Write((int)command.Kind);
        command.Describe(ref content);
        content.Write(command.Memo);
        return content.ToFingerprint();
    }
}
