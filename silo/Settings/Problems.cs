using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>What is wrong with settings: for each its key, its value and what it must be.</summary>
internal sealed class Problems
{
    private readonly List<string> found = [];

    public ValidateOptionsResult Result => found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);

    public void Check(bool isRight, string key, object value, string must)
    {
        if (!isRight) found.Add($"{SiloOptions.Section}:{key}: '{value}' must be {must}");
    }

    public void CheckRange<T>(string key, T value, T least, T most)
        where T : IComparable<T> =>
        Check(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, key, value, $"from {least} to {most}");

    /// <summary>For a problem that is not of one value.</summary>
    public void Add(string problem) => found.Add(problem);
}
