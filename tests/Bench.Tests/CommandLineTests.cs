using AccountGrains.Bench.Running;

namespace AccountGrains.Bench.Tests;

/// <summary>What the benchmark does not run.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--seconds", "x")]
    [InlineData("--seconds", "0")]
    [InlineData("--seconds", "Infinity")]
    [InlineData("--warm-up", "-1")]
    [InlineData("--warm-up", "NaN")]
    [InlineData("--clients", "4097")]
    [InlineData("--clients", "1.5")]
    [InlineData("--runs", "0")]
    [InlineData("--lines", "")]
    [InlineData("--cold-accounts", "99999999999")]
    [InlineData("--rate", "-5")]
    [InlineData("--systems", "oracle")]
    [InlineData("--workloads", "everything")]
    public async Task Run_WithAWrongValue_RunsNothing(string option, string value) => Assert.Equal(2, await CommandLine.RunAsync([option, value]));
}
