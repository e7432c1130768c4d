using AccountGrains.Client;
using AccountGrains.Ledger;
using AccountGrains.Load;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var options = new ConfigurationBuilder().AddCommandLine(args).Build().Get<LoadOptions>() ?? new LoadOptions();
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Services.AddAccountsClient(client =>
{
    foreach (var gateway in options.Gateways.Split(',')) client.Gateways.Add(gateway);
    client.Deadline = options.Deadline;
    client.CallTimeout = options.CallTimeout;
});
using var host = builder.Build();
using var stop = new CancellationTokenSource();
// Whoever started this process ends it by closing its input, also by ending without a word.
_ = Task.Run(async () =>
{
    await Console.In.ReadToEndAsync();
    await stop.CancelAsync();
});
await host.StartAsync(stop.Token);
var accounts = host.Services.GetRequiredService<IAccounts>();
if (options.Settle > 0)
{
    await new SettlementLoad(accounts, options).RunAsync(stop.Token);
}
else
{
    using var results = new ResultFile(options.Results);
    await new LoadRun(accounts, options, results).RunAsync(stop.Token);
}

await host.StopAsync(CancellationToken.None);
