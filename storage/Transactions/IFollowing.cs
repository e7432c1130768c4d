namespace AccountGrains.Storage;

/// <summary>A state that knows which states it may have been made from.</summary>
public interface IFollowing<in TState>
{
    /// <summary>Whether this state, made later, has all that another one has.</summary>
    bool Follows(TState before);
}
