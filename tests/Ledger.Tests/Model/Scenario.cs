using System.Text;

namespace AccountGrains.Ledger.Tests;

/// <summary>A random program and the sizes of the host that runs it.</summary>
internal sealed record Scenario(int Window, int BatchSize, IReadOnlyList<Step> Steps)
{
    /// <summary>Smaller scenarios, the smallest first, for the search for a counterexample that a person can read.</summary>
    public IEnumerable<Scenario> Shrink()
    {
        for (var length = Steps.Count; length > 0; length /= 2)
        {
            for (var start = 0; start < Steps.Count; start += length)
                yield return this with { Steps = [.. Steps.Take(start), .. Steps.Skip(start + length)] };
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder($"window {Window}, batches of {BatchSize}").AppendLine();
        foreach (var (i, step) in Steps.Index()) text.AppendLine($"  {i,3}. {Show(step)}");
        return text.ToString();
    }

    private static string Show(Step step) => step switch
    {
        Step.Do(Transfer transfer) => $"Transfer {{ RequestId = {transfer.RequestId}, {string.Join(", ", transfer.Legs)} }}",
        Step.Do(var command) => $"{command}",
        _ => $"{step}",
    };
}
