using System.Diagnostics;

namespace AccountGrains.Storage;

/// <summary>A state that knows the traces of the commands which made it.</summary>
public interface ITraced<in TState>
{
    /// <summary>The traces of what was changed since an earlier state.</summary>
    IEnumerable<ActivityContext> TracesSince(TState before);
}
