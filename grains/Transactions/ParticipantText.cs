using System.Globalization;
using Orleans.Transactions;

namespace AccountGrains.Grains;

/// <summary>
/// A participant as text: <c>account/alice#account#3</c>, its grain, the name of its state there and the roles it can play.
/// </summary>
internal sealed class ParticipantText(IGrainFactory grains)
{
    public static string Of(ParticipantId participant) =>
        string.Create(CultureInfo.InvariantCulture, $"{participant.Reference?.GrainId}#{participant.Name}#{(int)participant.SupportedRoles}");

    /// <summary>The id of a participant in the store, or null where it has no grain.</summary>
    public static string? IdOf(string text) => text.Split('#')[0] is { Length: > 0 } grain ? GrainId.Parse(grain, null).Key.ToString() : null;

    /// <summary>An account as a participant.</summary>
    public ParticipantId Account(string id) => Account(grains.GetGrain(GrainId.Create(AccountGrain.TypeName, id)));

    /// <summary>An account as a participant.</summary>
    public static ParticipantId Account(IAddressable account) => new(
        AccountGrain.StateName, (GrainReference)account, ParticipantId.Role.Resource | ParticipantId.Role.Manager);

    public ParticipantId Parse(string text)
    {
        var parts = text.Split('#');
        var roles = (ParticipantId.Role)int.Parse(parts[^1], CultureInfo.InvariantCulture);
        var grain = parts[0].Length == 0 ? null : (GrainReference)grains.GetGrain(GrainId.Parse(parts[0], null));
        return new ParticipantId(parts[1], grain!, roles);
    }

    public List<ParticipantId> ParseAll(string texts) => [.. texts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
}
