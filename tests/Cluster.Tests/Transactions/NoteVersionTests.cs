using AccountGrains.Grains;
using AccountGrains.Ledger.Tests.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>What a write must match, and what comes back with it.</summary>
[Collection(TransactionServer.Collection)]
public sealed class NoteVersionTests(PostgresServer server) : NoteStorageTests(server)
{
    [SkippableFact]
    public async Task Load_OfWhatWasNeverStored_IsEmptyAndHasNoETag()
    {
        var loaded = (await LoadAsync()).Loaded;

        Assert.Null(loaded.ETag);
        Assert.Equal((0, 0), (loaded.CommittedSequenceId, loaded.CommittedState.Value));
        Assert.Empty(loaded.PendingStates);
        Assert.Empty(loaded.Metadata.CommitRecords);
        Assert.Equal(default, loaded.Metadata.TimeStamp);
    }

    [SkippableFact]
    public async Task Store_WithoutAnyChange_GivesAnETagThatLoadGivesAgain()
    {
        var note = await LoadAsync();

        await note.PrepareAsync();

        Assert.NotNull(note.ETag);
        var loaded = (await LoadAsync()).Loaded;
        Assert.Equal(note.ETag, loaded.ETag);
        Assert.Equal(default, loaded.Metadata.TimeStamp);
        await Expect(sequence: 0, value: 0);
    }

    [SkippableFact]
    public async Task Store_OfWhatAReadAsksFor_WritesNothing()
    {
        var note = await LoadAsync();
        await note.CommitAsync(Pending.Note(1, 11));
        var etag = note.ETag;
        note.Metadata.TimeStamp = Pending.Noon;

        await note.PrepareAsync();

        Assert.Equal(etag, note.ETag);
        Assert.Equal(etag, (await LoadAsync()).ETag);
    }

    [SkippableFact]
    public async Task Store_OfDecisions_KeepsThemWithTheirExactTimesUntilTheyAreCollected()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var note = await LoadAsync();
        note.Metadata.TimeStamp = Pending.Noon;
        note.Metadata.CommitRecords.Add(first, Decision(Pending.Noon.AddTicks(1), "a", "b"));
        note.Metadata.CommitRecords.Add(second, Decision(Pending.Noon.AddTicks(2), "c"));
        await note.PrepareAsync();

        var again = await LoadAsync();
        Assert.Equal(note.ETag, again.ETag);
        Assert.Equal(Pending.Noon, again.Metadata.TimeStamp);
        Assert.Equal(DateTimeKind.Utc, again.Metadata.TimeStamp.Kind);
        Assert.Equal(Describe(note.Metadata), Describe(again.Metadata));

        again.Metadata.CommitRecords.Remove(first);
        await again.PrepareAsync();
        await again.CommitAsync(Pending.Note(1, 11));
        Assert.Equal([second], (await LoadAsync()).Metadata.CommitRecords.Keys);
    }

    [SkippableTheory]
    [InlineData("wrong")]
    [InlineData("1")]
    public async Task Store_WithAWrongETagWhereNothingIsStored_ChangesNothing(string etag)
    {
        var note = await LoadAsync();
        note.ETag = etag;

        await Assert.ThrowsAsync<StaleVersionException>(() => note.CommitAsync(Pending.Note(1, 11)));

        Assert.Null((await LoadAsync()).ETag);
        await Expect(sequence: 0, value: 0);
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Store_WithAWrongETag_ChangesNothing(string? etag)
    {
        var note = await LoadAsync();
        await note.CommitAsync(Pending.Note(1, 11));
        var stored = note.ETag;
        note.ETag = etag;
        note.Metadata.CommitRecords.Add(Guid.NewGuid(), Decision(Pending.Noon, "a"));

        await Assert.ThrowsAsync<StaleVersionException>(() => note.CommitAsync(Pending.Note(2, 22)));

        Assert.Equal(stored, (await LoadAsync()).ETag);
        await Expect(sequence: 1, value: 11);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_AfterAnotherActivationHasStored_ChangesNothingAndSaysWhatWasRefused(bool isStored)
    {
        if (isStored) await (await LoadAsync()).CommitAsync(Pending.Note(1, 1));
        var stale = await LoadAsync();
        var other = await LoadAsync();
        var prepared = Pending.Note(3, 33);
        await other.StoreAsync(2, null, Pending.Note(2, 22), prepared);

        await Assert.ThrowsAsync<StaleVersionException>(() => stale.StoreAsync(2, null, Pending.Note(2, 44)));

        Assert.Single(stale.Refused);
        Assert.Equal(other.ETag, (await LoadAsync()).ETag);
        await Expect(sequence: 2, value: 22, prepared);
    }

    [SkippableFact]
    public async Task Store_OfACommit_TellsTheCommittedState()
    {
        var note = await LoadAsync();
        Assert.Equal(0, note.Stored!.Value);

        await note.PrepareAsync(Pending.Note(1, 11), Pending.Note(2, 22));
        Assert.Equal(0, note.Stored!.Value);
        await note.StoreAsync(1, null);

        Assert.Equal(11, note.Stored!.Value);
    }

    private static CommitRecord Decision(DateTime time, params string[] names) =>
        new() { Timestamp = time, WriteParticipants = [.. names.Select(Pending.Other)] };

    private static IEnumerable<string> Describe(TransactionalStateMetaData metadata) => metadata.CommitRecords
        .OrderBy(record => record.Key)
        .Select(record => $"{record.Key} {record.Value.Timestamp:O} {string.Join(',', record.Value.WriteParticipants.Select(
            participant => $"{participant.Name}/{participant.Reference}/{participant.SupportedRoles}"))}");
}
