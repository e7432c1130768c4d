using AccountGrains.Ledger;

namespace AccountGrains.Cli.Csv;

/// <summary>One record of the file.</summary>
/// <param name="Number">The physical line on which it begins.</param>
/// <param name="Fields">Its fields, as many as it has.</param>
/// <param name="Malformed">What is wrong with it as CSV, or null.</param>
internal sealed record CsvLine(long Number, string[] Fields, InvalidCommandException? Malformed);
