using System.Text;
using AccountGrains.Cli;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>
/// The command <c>accounts</c> in the process of the tests, with a screen of its own, which costs a tenth of a process. Who is to be
/// killed, and who prints more than a screen, is an <see cref="AccountsProcess"/>.
/// </summary>
internal static class AccountsInProcess
{
    private static readonly Screens Output = new(), Errors = new();

    static AccountsInProcess()
    {
        Console.SetOut(Output);
        Console.SetError(Errors);
    }

    public static async Task<AccountsProcess.Ended> RunAsync(params string[] arguments)
    {
        var (output, errors) = (Output.Open(), Errors.Open());
        var code = await CommandLine.RunAsync(arguments);
        return new AccountsProcess.Ended(code, output.ToString(), errors.ToString(), PeakMegabytes: 0);
    }

    /// <summary>A console of which each test sees what was written on its behalf.</summary>
    private sealed class Screens : TextWriter
    {
        private readonly AsyncLocal<StringWriter?> mine = new();

        public override Encoding Encoding => Encoding.UTF8;

        public StringWriter Open() => mine.Value = new StringWriter();

        public override void Write(char value) => mine.Value?.Write(value);

        public override void Write(char[] buffer, int index, int count) => mine.Value?.Write(buffer, index, count);

        public override void Write(string? value) => mine.Value?.Write(value);
    }
}
