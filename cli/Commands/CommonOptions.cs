using System.CommandLine;
using System.CommandLine.Parsing;

namespace AccountGrains.Cli.Commands;

/// <summary>The options that many commands share.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Store = new("--store")
    {
        Description = "A SQLite file, or a PostgreSQL connection string; commands that write make the file.",
        HelpName = "STORE",
        DefaultValueFactory = _ => "accounts.db",
        CustomParser = StoreOf,
        Validators = { RequireValue },
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Prints one JSON document instead of text.",
        Recursive = true,
    };

    public static readonly Option<string?> Request = new("--request")
    {
        Description = "The request id, 1 to 128 printable ASCII characters; a new UUID unless given. " +
                      "Asking again with the same id is safe.",
        HelpName = "ID",
        Validators = { RequireValue },
    };

    public static readonly Option<string?> Memo = new("--memo")
    {
        Description = "Words to keep with the entry, up to 256 characters.",
        HelpName = "TEXT",
        Validators = { RequireValue },
    };

    private static string? StoreOf(ArgumentResult argument)
    {
        if (argument.Tokens[0].Value is var store && !string.IsNullOrWhiteSpace(store)) return store;
        argument.AddError("--store: is blank; a file name or a connection string is needed.");
        return null;
    }

    // "--request $ID --json" without an ID would make "--json" the id, the same one every time.
    public static void RequireValue(OptionResult option)
    {
        IEnumerable<Option> known = [Store, Json, .. ((CommandResult)option.Parent!).Command.Options];
        if (option.Tokens is [var token] && known.Any(other => other.Name == token.Value))
            option.AddError($"{option.Option.Name}: its value is missing; '{token.Value}' follows.");
    }
}
