using AccountGrains.Grains;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>All that can be set, read and found to be right.</summary>
internal sealed class SiloSettings
{
    private SiloSettings(IServiceProvider services)
    {
        Silo = services.GetRequiredService<IOptions<SiloOptions>>().Value;
        Accounts = services.GetRequiredService<IOptions<AccountsOptions>>().Value;
        AdminToken = services.GetRequiredService<IOptions<AdminOptions>>().Value.AdminToken;
        ConnectionString = services.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString;
    }

    public SiloOptions Silo { get; }

    public AccountsOptions Accounts { get; }

    public string? AdminToken { get; }

    public string? ConnectionString { get; }

    /// <summary>Reads the settings before there is a host, as the database is made ready and the silo is built by them.</summary>
    /// <exception cref="OptionsValidationException">One of them is wrong.</exception>
    /// <exception cref="AggregateException">Several are.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        using var services = Register(configuration).BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
        return new SiloSettings(services);
    }

    private static ServiceCollection Register(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        var section = configuration.GetSection(SiloOptions.Section);
        services.AddSingleton(configuration);
        services.AddSingleton<IValidateOptions<SiloOptions>, KnownKeys>();
        services.AddSingleton<IValidateOptions<SiloOptions>, SiloOptionsRules>();
        services.AddSingleton<IValidateOptions<SiloOptions>, LogLevelRules>();
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsRules>();
        services.AddSingleton<IValidateOptions<AccountsOptions>, AccountsOptionsRules>();
        services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsRules>();
        services.AddOptions<SiloOptions>().Configure(options => Binding.Fill(section, options)).ValidateOnStart();
        services.AddOptions<AdminOptions>().Configure(options => Binding.Fill(section, options)).ValidateOnStart();
        services.AddOptions<AccountsOptions>().Configure(options => Binding.Fill(section, options)).ValidateOnStart();
        services.AddOptions<StoreOptions>()
            .Configure(options => options.ConnectionString = configuration[StoreOptions.Key])
            .ValidateOnStart();
        return services;
    }
}
