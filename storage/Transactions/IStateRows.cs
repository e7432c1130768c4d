using Npgsql;

namespace AccountGrains.Storage;

/// <summary>
/// How the committed state of a participant becomes rows, which is all that the storage of transactions must be told of a
/// state. Its table has the columns id, version, committed, clock and prepared, beside the fields of the state.
/// </summary>
public interface IStateRows<TState>
{
    /// <summary>The table with one row a participant.</summary>
    string Table { get; }

    /// <summary>The columns of the state, joined by commas.</summary>
    string Fields { get; }

    /// <summary>The values of <see cref="Fields"/>, one array a column.</summary>
    NpgsqlParameter[] Columns(IReadOnlyList<TState> states);

    /// <summary>The committed state of a participant; where it has no row, that of a new one.</summary>
    Task<TState> LoadAsync(NpgsqlConnection connection, string id);

    /// <summary>Adds the statements that write what a change needs beside the fields.</summary>
    void Append(CountedBatch batch, IReadOnlyList<(TState Before, TState After)> changes);

    /// <summary>Adds the statements that prove that changes which are prepared now can be appended later.</summary>
    void Promise(CountedBatch batch, IReadOnlyList<(TState Before, TState After)> changes);

    /// <summary>The changes that cannot be appended because a row that must be unique is there already.</summary>
    Task<IReadOnlySet<TState>> FindTakenAsync(NpgsqlConnection connection, IReadOnlyList<(TState Before, TState After)> changes);

    /// <summary>The change from one state to a later one, as JSON.</summary>
    string Encode(TState before, TState after);

    /// <summary>The later state, from the earlier one and the change.</summary>
    TState Decode(TState before, string change);
}
