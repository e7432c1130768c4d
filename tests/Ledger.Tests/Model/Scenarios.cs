using FsCheck;
using FsCheck.Fluent;

namespace AccountGrains.Ledger.Tests;

/// <summary>Makes scenarios over few accounts, few ids and small amounts, so that everything meets everything.</summary>
internal static class Scenarios
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Accounts = ["a", "b", "c", "yen", "world"];

    /// <summary>Most scenarios begin with some accounts open: a random program would rarely come as far.</summary>
    private static readonly Command[] Prelude =
    [
        new OpenAccount("open a", "a", "EUR"),
        new OpenAccount("open b", "b", "EUR") { OverdraftLimit = 10 },
        new OpenAccount("open world", "world", "EUR") { AccountKind = AccountKind.External },
        new OpenAccount("open yen", "yen", "JPY"),
        new Deposit("fund a", "a", 30, "EUR"),
    ];

    private static readonly Gen<string> Account = Gen.Frequency(
        (5, Gen.Constant("a")), (4, Gen.Constant("b")), (2, Gen.Constant("c")), (1, Gen.Constant("yen")), (2, Gen.Constant("world")));

    private static readonly Gen<string> Id = Gen.Choose(1, 300).Select(i => $"r{i}");

    private static readonly Gen<string> HoldId = Gen.Choose(1, 12).Select(i => $"h{i}");

    private static readonly Gen<decimal> Amount = Gen.Choose(1, 25).Select(i => (decimal)i);

    private static readonly Gen<string> Currency = Gen.Frequency((14, Gen.Constant("EUR")), (1, Gen.Constant("JPY")));

    private static readonly Gen<Leg> Leg =
        from pair in Gen.Shuffle(Accounts)
        from amount in Amount
        select new Leg(pair[0], pair[1], amount, "EUR");

    private static readonly Gen<Command> Command = Gen.Frequency(
        (1, On((id, account) => new OpenAccount(id, account, "EUR") { OverdraftLimit = account == "b" ? 5 : 0 })),
        (5, Move((id, account, amount, currency) => new Deposit(id, account, amount, currency))),
        (5, Move((id, account, amount, currency) => new Withdraw(id, account, amount, currency))),
        (3, Move((id, account, amount, currency) => new Send(id, account, "d", amount, currency))),
        (2, Move((id, account, amount, currency) => new Receive(id, account, amount, currency, "d"))),
        (8, Id.Zip(Gen.NonEmptyListOf(Leg), (id, legs) => (Command)new Transfer(id, [.. legs.Take(3)]))),
        (4, Move((id, account, amount, _) => new PlaceHold(id, account, amount, "EUR")).Zip(HoldId.Zip(Gen.Choose(0, 30)), Held)),
        (3, OnHold((id, account, hold) => new CaptureHold(id, account, hold))),
        (2, OnHold((id, account, hold) => new CaptureHold(id, account, hold)).Zip(Amount, PartOf)),
        (2, OnHold((id, account, hold) => new ReleaseHold(id, account, hold))),
        (1, On((id, account) => new FreezeAccount(id, account))),
        (3, On((id, account) => new UnfreezeAccount(id, account))),
        (1, On((id, account) => new CloseAccount(id, account))),
        (8, Gen.Choose(1, 20).SelectMany(sequence => On((id, account) => new ReverseEntry(id, account, sequence)))));

    private static readonly Gen<Step> Step = Gen.Frequency(
        (20, Command.Select(command => (Step)new Step.Do(command))),
        (5, Gen.Choose(0, 1000).Select(past => (Step)new Step.Again(past))),
        (2, from past in Gen.Choose(0, 1000) from other in Command select (Step)new Step.Twist(past, other)),
        (2, Gen.Choose(1, 8).Select(seconds => (Step)new Step.Wait(seconds))),
        (4, Gen.Constant((Step)new Step.Settle())),
        (2, Account.Select(account => (Step)new Step.Expire(account))),
        (1, Gen.Constant((Step)new Step.Restart())));

    public static Arbitrary<Scenario> All { get; } = Arb.From(
        from window in Gen.Choose(1, 8)
        from batchSize in Gen.Choose(1, 8)
        from prelude in Gen.Frequency((9, Gen.Constant(Prelude)), (1, Gen.Constant(Array.Empty<Command>())))
        from length in Gen.Choose(1, 120)
        from steps in Gen.ArrayOf(Step, length)
        select new Scenario(window, batchSize, [.. Resolve([.. prelude.Select(command => new Step.Do(command)), .. steps])]),
        scenario => scenario.Shrink());

    /// <summary>Says what each duplicate is a duplicate of, so that leaving out other steps does not change that.</summary>
    private static IEnumerable<Step> Resolve(IEnumerable<Step> steps)
    {
        var past = new List<Command>();
        foreach (var step in steps)
        {
            Step resolved = step switch
            {
                Step.Again(var which) => past.Count == 0 ? new Step.Settle() : new Step.Do(past[which % past.Count]),
                Step.Twist(var which, var other) when past.Count > 0 => new Step.Do(other with { RequestId = past[which % past.Count].RequestId }),
                Step.Twist(_, var other) => new Step.Do(other),
                _ => step,
            };
            if (resolved is Step.Do(var command)) past.Add(command);
            yield return resolved;
        }
    }

    private static Gen<Command> On(Func<string, string, Command> make) => Id.Zip(Account, make);

    private static Gen<Command> OnHold(Func<string, string, string, Command> make) =>
        Id.Zip(Account).Zip(HoldId, (on, hold) => make(on.Item1, on.Item2, hold));

    private static Gen<Command> Move(Func<string, string, decimal, string, Command> make) =>
        Id.Zip(Account).Zip(Amount.Zip(Currency), (on, money) => make(on.Item1, on.Item2, money.Item1, money.Item2));

    /// <summary>A hold has an id of a few, so that captures and releases find it; two of three expire, some of these by an owner.</summary>
    private static Command Held(Command hold, (string Id, int Expiry) of) => (PlaceHold)hold with
    {
        RequestId = of.Id,
        ExpiresAt = of.Expiry < 10 ? null : Start.AddSeconds(of.Expiry),
        Owner = of.Expiry >= 10 && of.Expiry % 3 == 0 ? "orders" : null,
    };

    private static Command PartOf(Command capture, decimal amount) => (CaptureHold)capture with { Amount = amount, Currency = "EUR" };
}
