namespace AccountGrains.Client;

/// <summary>An attempt that ended before anything left this process.</summary>
/// <param name="reason">Why.</param>
/// <param name="isFinal">Whether trying again is in vain.</param>
/// <param name="inner">The cause.</param>
internal sealed class NotSentException(string reason, bool isFinal, Exception? inner = null) : Exception(reason, inner)
{
    public bool IsFinal { get; } = isFinal;
}
