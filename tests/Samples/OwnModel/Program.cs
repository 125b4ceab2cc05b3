using OwnModel;
using Riverrun.Host;

return await RiverrunProgram.RunAsync(args, with => with
    .Objective<SpiralsSettings>("spirals", Spirals.Open)
    .Recipe(SpiralsRecipe.Recipe));
