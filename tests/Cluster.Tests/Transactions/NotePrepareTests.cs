using AccountGrains.Ledger.Tests.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>What becomes of prepared transactions: they are confirmed, cancelled or replaced, alone and many at once.</summary>
[Collection(TransactionServer.Collection)]
public sealed class NotePrepareTests(PostgresServer server) : NoteStorageTests(server)
{
    public static TheoryData<int> Counts => [1, 2, 100];

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Prepare_IsLoadedAgainInOrder(int count)
    {
        var prepared = Notes(count);

        await (await LoadAsync()).PrepareAsync(prepared);

        await Expect(sequence: 0, value: 0, prepared);
    }

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Prepare_ByTheManagerItself_HasNoManager(int count)
    {
        var prepared = Notes(count);
        foreach (var note in prepared) note.TransactionManager = default;

        await (await LoadAsync()).PrepareAsync(prepared);

        await Expect(sequence: 0, value: 0, prepared);
    }

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Confirm_InTheStepThatPrepares_CommitsTheLast(int count)
    {
        await (await LoadAsync()).StoreAsync(count, null, Notes(count));

        await Expect(count, ValueOf(count));
    }

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Confirm_InTheNextStep_CommitsTheLast(int count)
    {
        var note = await LoadAsync();

        await note.PrepareAsync(Notes(count));
        await note.StoreAsync(count, null);

        await Expect(count, ValueOf(count));
    }

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Confirm_ByAnActivationThatLoadedThem_CommitsTheLast(int count)
    {
        await (await LoadAsync()).PrepareAsync(Notes(count));

        await (await LoadAsync()).StoreAsync(count, null);

        await Expect(count, ValueOf(count));
    }

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Cancel_LeavesTheCommittedState(int count)
    {
        var note = await LoadAsync();

        await note.PrepareAsync(Notes(count));
        await note.StoreAsync(null, 0);

        await Expect(sequence: 0, value: 0);
    }

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Cancel_ByAnActivationThatLoadedThem_LeavesTheCommittedState(int count)
    {
        await (await LoadAsync()).PrepareAsync(Notes(count));

        await (await LoadAsync()).StoreAsync(null, 0);

        await Expect(sequence: 0, value: 0);
    }

    [SkippableTheory]
    [MemberData(nameof(Counts))]
    public async Task Replace_KeepsTheLater(int count)
    {
        var later = Notes(count, factor: 7);
        var note = await LoadAsync();

        await note.PrepareAsync(Notes(count));
        await note.PrepareAsync(later);

        await Expect(sequence: 0, value: 0, later);
    }

    [SkippableFact]
    public async Task Replace_OfOneBeforeOthers_LeavesTheOthersAsTheyWere()
    {
        var (kept, later) = (Pending.Note(2, 40), Pending.Note(1, 70));
        var note = await LoadAsync();

        await note.PrepareAsync(Pending.Note(1, 10), kept);
        await note.PrepareAsync(later);

        await Expect(sequence: 0, value: 0, later, kept);
    }

    [SkippableFact]
    public async Task ConfirmAndCancel_InOneStep_DoBoth()
    {
        var note = await LoadAsync();
        await note.PrepareAsync(Notes(2));

        await note.StoreAsync(1, 1);

        await Expect(1, ValueOf(1));
    }

    [SkippableFact]
    public async Task ConfirmThenCancel_DoesBoth()
    {
        var note = await LoadAsync();
        await note.PrepareAsync(Notes(2));

        await note.StoreAsync(1, null);
        await note.StoreAsync(null, 1);

        await Expect(1, ValueOf(1));
    }

    [SkippableFact]
    public async Task CancelThenConfirm_DoesBoth()
    {
        var note = await LoadAsync();
        await note.PrepareAsync(Notes(2));

        await note.StoreAsync(null, 1);
        await note.StoreAsync(1, null);

        await Expect(1, ValueOf(1));
    }

    [SkippableFact]
    public async Task Confirm_OfSomeOfMany_LeavesTheOthersPrepared()
    {
        var prepared = Notes(4);
        var note = await LoadAsync();
        await note.PrepareAsync(prepared);

        await note.StoreAsync(2, null);

        await Expect(2, ValueOf(2), prepared[2], prepared[3]);
    }

    [SkippableFact]
    public async Task Store_OfALongerBatch_ReplacesPreparesAndConfirms()
    {
        var note = await LoadAsync();
        await note.PrepareAsync(Pending.Note(1, 11), Pending.Note(2, 22), Pending.Note(3, 333), Pending.Note(4, 444));
        PendingTransactionState<Note>[] left = [Pending.Note(7, 77), Pending.Note(8, 88)];

        await note.StoreAsync(
            6, null, Pending.Note(3, 33), Pending.Note(4, 44), Pending.Note(5, 55), Pending.Note(6, 66), left[0], left[1]);

        await Expect(6, 66, left);
    }

    [SkippableFact]
    public async Task Store_OfAShorterBatch_ReplacesConfirmsAndCancels()
    {
        var note = await LoadAsync();
        await note.PrepareAsync(Notes(8));
        var left = Pending.Note(4, 44);

        await note.StoreAsync(3, 4, Pending.Note(3, 33), left);

        await Expect(3, 33, left);
    }

    [SkippableFact]
    public async Task Store_OfManySteps_LeavesWhatTheyAddUpTo()
    {
        var note = await LoadAsync();
        await note.PrepareAsync(Notes(3));
        await note.StoreAsync(1, 2);
        await note.StoreAsync(null, 1);
        var left = Pending.Note(3, 5);
        await note.StoreAsync(2, null, Pending.Note(2, 4), left);

        await Expect(2, 4, left);
    }

    private static int ValueOf(int sequence) => sequence * sequence * 10;

    private static PendingTransactionState<Note>[] Notes(int count, int factor = 1) =>
        [.. Enumerable.Range(1, count).Select(sequence => Pending.Note(sequence, factor * ValueOf(sequence)))];
}
