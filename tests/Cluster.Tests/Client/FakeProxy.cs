using System.Reflection;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>An interface whose every method is one function.</summary>
public class FakeProxy : DispatchProxy
{
    internal Func<MethodInfo, object?[]?, object?> Answer { get; set; } = (_, _) => null;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!, args);
}
