using Riverrun.Host;

return await RiverrunProgram.RunAsync(args);
