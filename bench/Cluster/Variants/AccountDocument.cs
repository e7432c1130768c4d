using System.Text.Json.Nodes;
using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>
/// An account as a grain storage keeps it: whole, as it has no journal. It is what the newest entries change on an account of
/// which nothing is known, and all open holds.
/// </summary>
internal static class AccountDocument
{
    public static string ToJson(AccountState account)
    {
        var change = AccountChange.Of(account) with { Entries = [.. account.Window.Entries], Holds = [.. account.Holds.Open] };
        return new JsonObject { ["id"] = account.Id, ["change"] = JsonNode.Parse(change.ToJson()) }.ToJsonString();
    }

    public static AccountState Parse(string json)
    {
        var document = JsonNode.Parse(json)!;
        var account = new AccountState { Id = (string)document["id"]! };
        return AccountChange.Parse(document["change"]!.ToJsonString()).Apply(account).Stored(int.MaxValue);
    }
}
