using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Riverrun.Host.Web;

/// <summary>The HTTP API: its services and its resources.</summary>
public static class RiverrunApi
{
    /// <summary>The largest request that is read, in bytes; a spec is a few kilobytes.</summary>
    public const int LargestRequestBytes = 1 << 20;

    /// <summary>Adds what the resources need besides <see cref="Actors.Edge.IRunGateway"/>.</summary>
    public static IServiceCollection AddRiverrunApi(this IServiceCollection services) => services
        .AddHttpContextAccessor()
        .AddSingleton<CommandEdge>()
        .AddProblemDetails()
        .AddExceptionHandler<RefusalHandler>()
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = LargestRequestBytes)
        .ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.NumberHandling = ApiJson.Default.Options.NumberHandling;
            options.SerializerOptions.UnmappedMemberHandling = ApiJson.Default.Options.UnmappedMemberHandling;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.RespectNullableAnnotations = true;
        });

    /// <summary>Maps every resource.</summary>
    public static void MapRiverrunApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapRuns();
        app.MapBudgets();
        app.MapForks();
        app.MapEvents();
        app.MapHistory();
        app.MapUpkeep();
        app.MapCheckpoints();
    }
}
