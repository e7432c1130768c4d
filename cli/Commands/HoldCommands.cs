using System.CommandLine;
using System.CommandLine.Parsing;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

/// <summary>Money that is reserved now and decided on later.</summary>
internal static class HoldCommands
{
    private static readonly Argument<string> Account = Fields.Account();
    private static readonly Argument<string> HoldId = Fields.Text("HOLD", "The request id of the hold.");
    private static readonly Argument<decimal> Amount = Fields.Amount();
    private static readonly Argument<string> Currency = Fields.Currency();

    private static readonly Argument<decimal?> Part = new("AMOUNT")
    {
        Description = "What to capture; the rest is released. All of it unless given.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = argument => Fields.AmountOf(argument),
    };

    private static readonly Argument<string?> PartCurrency = new("CURRENCY")
    {
        Description = "The currency of the amount; given where the amount is.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<DateTimeOffset?> Expires = new("--expires")
    {
        Description = "When the hold is released by itself: a time, or a duration from now (30s, 15m, 12h, 7d); never unless given. " +
                      "To ask again under the same id, give the time that was printed: a duration would name another one.",
        HelpName = "TIME",
        CustomParser = ExpiryOf,
    };

    private static readonly Option<string?> Owner = new("--owner")
    {
        Description = "Who decides once the expiry has passed: 1 to 64 of A-Z a-z 0-9 . _ -. Nobody unless given: it is released then.",
        HelpName = "NAME",
        Validators = { CommonOptions.RequireValue },
    };

    public static CliCommand Hold() => MoneyCommand.Create(
        "hold",
        "Reserves money on an account.",
        "hold alice 50 CNY --expires 15m",
        [Account, Amount, Currency, Expires, Owner],
        (arguments, requestId) => new PlaceHold(
            requestId, arguments.GetRequiredValue(Account), arguments.GetRequiredValue(Amount), arguments.GetRequiredValue(Currency))
        {
            ExpiresAt = arguments.GetValue(Expires),
            Owner = arguments.GetValue(Owner),
        });

    public static CliCommand Capture() => MoneyCommand.Create(
        "capture",
        "Takes held money out of an account, whole or in part; the rest is released.",
        "capture alice order-7 45 CNY",
        [Account, HoldId, Part, PartCurrency],
        (arguments, requestId) => new CaptureHold(requestId, arguments.GetRequiredValue(Account), arguments.GetRequiredValue(HoldId))
        {
            Amount = arguments.GetValue(Part),
            Currency = arguments.GetValue(PartCurrency),
        });

    public static CliCommand Release() => MoneyCommand.Create(
        "release",
        "Makes held money available again.",
        "release alice order-7",
        [Account, HoldId],
        (arguments, requestId) => new ReleaseHold(requestId, arguments.GetRequiredValue(Account), arguments.GetRequiredValue(HoldId)));

    private static DateTimeOffset? ExpiryOf(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Times.TryParseDuration(text, out var duration)) return In(duration);
        if (Times.TryParse(text, out var span)) return span.First;
        argument.AddError($"--expires: '{text}' is not {Times.ExpectedExpiry}.");
        return null;
    }

    // Whole seconds, never less than was asked: the time is printed to be given again.
    private static DateTimeOffset In(TimeSpan duration)
    {
        var time = TimeProvider.System.GetUtcNow() + duration + TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1);
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }
}
