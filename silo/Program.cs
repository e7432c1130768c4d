using AccountGrains.Silo;

return await SiloHost.RunAsync(args);
