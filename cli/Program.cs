using AccountGrains.Cli;

return await CommandLine.RunAsync(args);
