using AccountGrains.Bench.Load;
using AccountGrains.Bench.Running;
using AccountGrains.Bench.Systems;

return args is [Worker.Verb, var json]
    ? await Worker.RunAsync(json, SystemCatalog.Make)
    : await CommandLine.RunAsync(args);
