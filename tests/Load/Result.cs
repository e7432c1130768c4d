using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Load;

/// <summary>A request and what its caller was told, as one line.</summary>
/// <param name="Command">What was asked.</param>
/// <param name="Told">What the answer was.</param>
/// <param name="At">When it came, since the load began.</param>
/// <param name="Took">How long the caller had waited for it.</param>
internal sealed record Result(Command Command, Told Told, TimeSpan At, TimeSpan Took)
{
    public string RequestId => Command.RequestId;

    public static Result Parse(string line)
    {
        var fields = line.Split('\t');
        var command = CommandText.Parse(fields[0], fields[1]);
        return new Result(command, new Told(fields[2]), Milliseconds(fields[3]), Milliseconds(fields[4]));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{RequestId}\t{CommandText.Of(Command)}\t{Told.Words}\t{At.TotalMilliseconds:0}\t{Took.TotalMilliseconds:0}");

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
}
