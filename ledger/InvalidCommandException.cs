namespace AccountGrains.Ledger;

/// <summary>A field of a command or query is malformed. Nothing was done and nothing was remembered.</summary>
public sealed class InvalidCommandException(string field, string problem) : Exception($"{field}: {problem}")
{
    /// <summary>The field, in the words of the field: "amount", "account", "leg 2 to".</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong with the value, and the limit.</summary>
    public string Problem { get; } = problem;
}
