using AccountGrains.Grains;
using AccountGrains.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AccountGrains.Silo;

/// <summary>
/// The connection string: PostgreSQL or none at all. One that is there in part could mean a silo which keeps nothing although
/// its owner set a database. Its value is never shown, as it may have a password.
/// </summary>
internal sealed class StoreOptionsRules(IConfiguration configuration) : IValidateOptions<StoreOptions>
{
    private const string Timeout = $"{SiloOptions.Section}:{nameof(AccountsOptions.DatabaseTimeout)}";

    private const string Schema = $"{SiloOptions.Section}:{nameof(SiloOptions.Schema)}";

    private static readonly string[] Timeouts = ["Timeout", "Command Timeout"];

    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        if (options.ConnectionString is not { } store)
        {
            var other = configuration.GetSection("ConnectionStrings").GetChildren().FirstOrDefault();
            if (other is not null) return ValidateOptionsResult.Fail($"{other.Path} is not known: the silo reads {StoreOptions.Key}");
            return configuration[Schema] is null
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{Schema} is set, and {StoreOptions.Key} is not: a silo without a database has no schema");
        }

        if (string.IsNullOrWhiteSpace(store))
            return ValidateOptionsResult.Fail($"{StoreOptions.Key} is empty: leave it out for a silo that keeps nothing");
        return RelationalStore.IsFile(store)
            ? ValidateOptionsResult.Fail(
                $"{StoreOptions.Key} must be a PostgreSQL connection string, such as Host=db;Database=ledger;Username=ledger: "
                + "a cluster needs PostgreSQL, as a SQLite file is for one machine")
            : CheckPostgres(store);
    }

    private static ValidateOptionsResult CheckPostgres(string store)
    {
        try
        {
            // A time of its own would not be a step of the ladder of timeouts.
            var own = new NpgsqlConnectionStringBuilder(store).Keys.Cast<string>().FirstOrDefault(key => Timeouts.Contains(key));
            return own is null
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{StoreOptions.Key} has a {own}: leave it out and set {Timeout}");
        }
        catch (ArgumentException malformed)
        {
            return ValidateOptionsResult.Fail($"{StoreOptions.Key} is malformed: {malformed.Message}");
        }
    }
}
