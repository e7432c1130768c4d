using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAccountsClient(client => client.Gateways.Add(args.FirstOrDefault() ?? "localhost:30000"));
using var host = builder.Build();
await host.StartAsync();

var accounts = host.Services.GetRequiredService<IAccounts>();
await accounts.ExecuteAsync(new OpenAccount("o-1", "alice", "CNY") { OverdraftLimit = 100 });
await accounts.ExecuteAsync(new OpenAccount("o-2", "shop", "CNY"));
var receipt = await accounts.ExecuteAsync(new Transfer("order-17", "alice", "shop", 30.00m, "CNY"));
Console.WriteLine($"{receipt.Outcome}, alice has {receipt.Entry.Balance}, again: {receipt.IsReplay}");
