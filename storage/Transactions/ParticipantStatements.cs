using Npgsql;
using static AccountGrains.Storage.CountedBatch;

namespace AccountGrains.Storage;

/// <summary>The SQL of the transaction protocol, the same for every kind of state.</summary>
internal sealed class ParticipantStatements<TState>(IStateRows<TState> rows)
{
    private const string Protocol = "id, expected, version, committed, clock, prepared";

    private static readonly string Settle =
        $"""
        DELETE FROM prepared p USING {Unnest("participant, sequence")} s
        WHERE p.participant = s.participant AND p.sequence = s.sequence RETURNING 1
        """;

    private static readonly string Prepare =
        $"""
        INSERT INTO prepared (participant, sequence, transaction, time, manager, change)
        SELECT participant, sequence, transaction, time, manager, change::json
        FROM {Unnest("participant, sequence, transaction, time, manager, change")} p RETURNING 1
        """;

    // Two activations of one account may exist for a while, and the one that is asked may not be the one that knows. So the
    // database is asked too: nobody gives up what was decided, nobody decides what was given up. Deleting a prepared row and
    // locking it exclude each other, and each looks for what the other did only after that.
    private static readonly string Undecided =
        $"""
        SELECT a.participant FROM {Unnest("participant, manager, transaction")} a
        JOIN decided d ON d.participant = a.manager AND d.transaction = a.transaction
        """;

    private static readonly string Promised =
        $"""
        SELECT o.manager FROM {Unnest("manager, participant, transaction")} o
        JOIN prepared p ON p.participant = o.participant AND p.transaction = o.transaction
        FOR KEY SHARE OF p
        """;

    private static readonly string Decide =
        $"INSERT INTO decided (participant, transaction, time, participants) {Unnest("participant, transaction, time, participants")} RETURNING 1";

    // What was promised later is a change against what was promised before: it stands or falls with it.
    private static readonly string Overtaking =
        $"""
        SELECT last.manager FROM (
            SELECT o.manager, o.participant, max(p.sequence) AS sequence
            FROM {Unnest("manager, participant, transaction")} o
            JOIN prepared p ON p.participant = o.participant AND p.transaction = o.transaction
            GROUP BY o.manager, o.participant) last
        JOIN prepared b ON b.participant = last.participant AND b.sequence < last.sequence
        WHERE NOT EXISTS (SELECT FROM decided d WHERE d.transaction = b.transaction)
        """;

    // A confirmation may have come from an activation that knew nothing. The decision stays until nobody waits for it.
    private static readonly string Collect =
        $"""
        DELETE FROM decided d USING {Unnest("participant, transaction")} c
        WHERE d.participant = c.participant AND d.transaction = c.transaction
            AND NOT EXISTS (SELECT FROM prepared p WHERE p.transaction = d.transaction)
        """;

    // The row of the state and the version are one row: whoever finds another version there writes nothing at all.
    private readonly string update =
        $"""
        UPDATE {rows.Table} t SET version = w.version, committed = w.committed, clock = w.clock, prepared = w.prepared,
            {string.Join(", ", rows.Fields.Split(", ").Select(name => $"{name} = w.{name}"))}
        FROM {Unnest($"{Protocol}, {rows.Fields}")} w WHERE t.id = w.id AND t.version = w.expected RETURNING 1
        """;

    private readonly string insert =
        $"""
        INSERT INTO {rows.Table} (id, version, committed, clock, prepared, {rows.Fields})
        SELECT id, version, committed, clock, prepared, {rows.Fields}
        FROM {Unnest($"{Protocol}, {rows.Fields}")} w ON CONFLICT DO NOTHING RETURNING 1
        """;

    /// <summary>Where a state replaces another, with its rows, and where a prepared one will.</summary>
    public static IEnumerable<(TState Before, TState After)> Changes(ParticipantWrite<TState> write) =>
        [(write.Before, write.After), .. Prepared(write)];

    /// <summary>Writes participants, and forgets decisions that others have finished with.</summary>
    public void Fill(
        CountedBatch batch, IReadOnlyList<ParticipantWrite<TState>> writes, IReadOnlyList<(string Id, Guid Transaction)> finished)
    {
        var known = writes.Where(write => write.Expected is not null).ToArray();
        var unknown = writes.Where(write => write.Expected is null).ToArray();
        batch.Add(update, Heads(known));
        batch.Add(insert, Heads(unknown));
        rows.Append(batch, [.. writes.Select(write => (write.Before, write.After))]);
        rows.Promise(batch, [.. writes.Where(write => write.Prepare.Count > 0).SelectMany(Prepared)]);
        Add(batch, writes);
        Forget(batch, [.. Each(writes, write => write.Collect), .. finished]);
    }

    /// <summary>The decisions that a write forgets.</summary>
    public static IEnumerable<(string Id, Guid Transaction)> Finished(ParticipantWrite<TState> write) =>
        write.Collect.Select(transaction => (write.Id, transaction));

    /// <summary>The participants that are not at the version that a write expects, or whose decision another one contradicts.</summary>
    public async Task<IReadOnlySet<string>> FindStaleAsync(NpgsqlConnection connection, IReadOnlyList<ParticipantWrite<TState>> writes)
    {
        var stale = await connection.ReadIdsAsync(
            $"""
            SELECT w.id FROM {Unnest("id, expected")} w LEFT JOIN {rows.Table} t ON t.id = w.id
            WHERE t.version IS DISTINCT FROM w.expected
            """,
            [Column(writes, write => write.Id), Column(writes, write => write.Expected)]).ConfigureAwait(false);
        stale.UnionWith(await connection.ReadIdsAsync(Undecided, Aborted(writes)).ConfigureAwait(false));
        var decided = Each(writes, write => write.Decide);
        var promised = Promises(decided);
        stale.UnionWith(await connection.ReadIdsAsync(
            $"""
            SELECT o.manager FROM {Unnest("manager, participant, transaction")} o
            WHERE NOT EXISTS (SELECT FROM prepared p WHERE p.participant = o.participant AND p.transaction = o.transaction)
            """,
            Columns(promised)).ConfigureAwait(false));
        stale.UnionWith(await connection.ReadIdsAsync(
            $"{Overtaking} AND b.transaction <> ALL ($4)",
            [.. Columns(promised), Column(decided, row => row.Part.Transaction)]).ConfigureAwait(false));
        return stale;
    }

    private NpgsqlParameter[] Heads(ParticipantWrite<TState>[] writes) =>
    [
        Column(writes, write => write.Id),
        Column(writes, write => write.Expected),
        Column(writes, write => write.Version),
        Column(writes, write => write.Committed),
        Column(writes, write => write.Clock.Ticks),
        Column(writes, write => write.Prepared),
        .. rows.Columns([.. writes.Select(write => write.After)]),
    ];

    private void Add(CountedBatch batch, IReadOnlyList<ParticipantWrite<TState>> writes)
    {
        var settled = Each(writes, write => write.Settle);
        batch.Add(Settle, Column(settled, row => row.Id), Column(settled, row => row.Part));
        batch.AddNone(Undecided, Aborted(writes));

        var prepared = Each(writes, write => write.Prepare);
        batch.Add(
            Prepare,
            Column(prepared, row => row.Id),
            Column(prepared, row => row.Part.Prepared.Sequence),
            Column(prepared, row => row.Part.Prepared.Transaction),
            Column(prepared, row => row.Part.Prepared.Clock.Ticks),
            Column(prepared, row => row.Part.Prepared.Manager),
            Column(prepared, row => rows.Encode(row.Part.Before, row.Part.Prepared.State)));

        var decided = Each(writes, write => write.Decide);
        var promised = Promises(decided);
        batch.Add(Promised, Columns(promised));
        // What is whole nobody has to be told of: it needs no row.
        decided.RemoveAll(row => row.Part.IsWhole);
        batch.Add(
            Decide,
            Column(decided, row => row.Id),
            Column(decided, row => row.Part.Transaction),
            Column(decided, row => row.Part.Clock.Ticks),
            Column(decided, row => row.Part.Participants));

        batch.AddNone(Overtaking, Columns(promised));
    }

    private static void Forget(CountedBatch batch, (string Id, Guid Transaction)[] finished) =>
        batch.AddAny(Collect, Column(finished, row => row.Id), Column(finished, row => row.Transaction));

    private static NpgsqlParameter[] Aborted(IReadOnlyList<ParticipantWrite<TState>> writes)
    {
        var rows = Each(writes, write => write.Abort);
        return [Column(rows, row => row.Id), Column(rows, row => row.Part.Manager), Column(rows, row => row.Part.Transaction)];
    }

    private static NpgsqlParameter[] Columns(List<(string Id, string Other, Guid Transaction)> promised) =>
        [Column(promised, row => row.Id), Column(promised, row => row.Other), Column(promised, row => row.Transaction)];

    private static List<(string Id, string Other, Guid Transaction)> Promises(List<(string Id, DecidedTransaction Part)> decided)
    {
        var promised = new List<(string, string, Guid)>();
        foreach (var (id, decision) in decided)
            for (var i = 0; i < decision.Promised.Count; i++) promised.Add((id, decision.Promised[i], decision.Transaction));
        return promised;
    }

    /// <summary>The parts of one kind of all writes. Most writes have none of most kinds, so looking for them costs nothing.</summary>
    private static List<(string Id, TPart Part)> Each<TPart>(
        IReadOnlyList<ParticipantWrite<TState>> writes, Func<ParticipantWrite<TState>, IReadOnlyList<TPart>> parts)
    {
        var all = new List<(string, TPart)>();
        for (var i = 0; i < writes.Count; i++)
        {
            var some = parts(writes[i]);
            for (var j = 0; j < some.Count; j++) all.Add((writes[i].Id, some[j]));
        }

        return all;
    }

    private static IEnumerable<(TState, TState)> Prepared(ParticipantWrite<TState> write) =>
        write.Prepare.Select(prepared => (prepared.Before, prepared.Prepared.State));
}
