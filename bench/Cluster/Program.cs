using AccountGrains.Bench.Cluster;
using AccountGrains.Bench.Cluster.Variants;
using AccountGrains.Bench.Load;

return args switch
{
    [Worker.Verb, var json] => await Worker.RunAsync(json, ClusterCatalog.Make),
    [VariantSilo.Verb, .. var settings] => await VariantSilo.RunAsync(settings),
    [IdleMemory.Verb, .. var settings] => await IdleMemory.RunAsync(settings),
    [StoresPerTransfer.Verb] => await StoresPerTransfer.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        $"""
        usage: {IdleMemory.Verb} [--Accounts=N]   the memory of idle accounts in a silo
               {StoresPerTransfer.Verb}                       how often accounts are written for a transfer
        The benchmark starts everything else here by itself.
        """);
    return 2;
}
