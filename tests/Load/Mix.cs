using AccountGrains.Ledger;

namespace AccountGrains.Load;

/// <summary>What one caller asks: something of everything, the same in every run as far as the answers are the same.</summary>
internal sealed class Mix(int caller, string[] accounts)
{
    public const string Currency = "EUR";

    /// <summary>What the id of a caller's request begins with: <c>c3-17</c> is the seventeenth of the third.</summary>
    public const char CallerPrefix = 'c';

    private readonly Random random = new(caller);
    private int count;
    private Told? reversible;
    private PlaceHold? held;

    public Command Next()
    {
        var id = $"{CallerPrefix}{caller}-{++count}";
        return random.Next(10) switch
        {
            0 or 1 => new Deposit(id, Any(), Amount(), Currency),
            2 or 3 => new Withdraw(id, Any(), Amount(), Currency),
            4 or 5 => Transfer(id, accounts: 2),
            6 or 7 => Transfer(id, accounts: 3 + random.Next(3)),
            8 when reversible is { } entry => new ReverseEntry(id, entry.Account, entry.Sequence),
            9 when held is { } hold && random.Next(2) == 0 => new CaptureHold(id, hold.Account, hold.RequestId),
            9 when held is { } hold => new ReleaseHold(id, hold.Account, hold.RequestId),
            _ => new PlaceHold(id, Any(), Amount(), Currency),
        };
    }

    /// <summary>Only what was certainly applied is reversed or captured, and tried once.</summary>
    public void Learn(Command command, Told told)
    {
        if (command is ReverseEntry) reversible = null;
        if (command is CaptureHold or ReleaseHold) held = null;
        if (told.Outcome != Outcome.Applied) return;
        if (command is Deposit or Withdraw or Ledger.Transfer or CaptureHold) reversible = told;
        if (command is PlaceHold hold) held = hold;
    }

    // From one to several, as the seller, the fee and the tax of a sale, or from one to the next.
    private Transfer Transfer(string id, int accounts)
    {
        var names = Some(accounts);
        var chain = random.Next(2) == 0;
        return new Transfer(
            id, [.. names.Skip(1).Select((name, i) => new Leg(chain ? names[i] : names[0], name, Amount(), Currency))]);
    }

    private string Any() => accounts[random.Next(accounts.Length)];

    private string[] Some(int count)
    {
        var names = accounts.ToArray();
        random.Shuffle(names);
        return names[..count];
    }

    // Large ones are refused sooner or later.
    private decimal Amount() => random.Next(1, random.Next(20) == 0 ? 200_000 : 5_000) / 100m;
}
