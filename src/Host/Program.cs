using Riverrun.Host.Cli;

// Standard output belongs to the verbs: what a library prints goes to standard error.
var output = Console.Out;
Console.SetOut(Console.Error);

return await CommandLine.RunAsync(args, output, Console.Error);
