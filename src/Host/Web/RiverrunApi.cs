using Microsoft.AspNetCore.Server.Kestrel.Core;
using Riverrun.Host.Api;

namespace Riverrun.Host.Web;

/// <summary>The HTTP API: its services and its resources.</summary>
internal static class RiverrunApi
{
    /// <summary>The largest request that is read, in bytes; a spec is a few kilobytes.</summary>
    public const int LargestRequestBytes = 1 << 20;

    /// <summary>Adds what the resources need besides <see cref="Actors.Edge.IRunGateway"/>.</summary>
    public static IServiceCollection AddRiverrunApi(this IServiceCollection services) => services
        .AddHttpContextAccessor()
        .AddSingleton<CommandEdge>()
        .AddSingleton<DeviceGate>()
        .AddSingleton<MemoryGate>()
        .AddSingleton<Readiness>()
        .AddProblemDetails()
        .AddExceptionHandler<RefusalHandler>()
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .Configure<KestrelServerOptions>(Limit)
        .AddApiDocument()
        .ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.NumberHandling = ApiJson.Default.Options.NumberHandling;
            options.SerializerOptions.UnmappedMemberHandling = ApiJson.Default.Options.UnmappedMemberHandling;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.RespectNullableAnnotations = true;
        });

    /// <summary>Maps every resource.</summary>
    /// <param name="app">The application.</param>
    /// <param name="gate">Decides who may ask; null where only the owner can, on the socket in a home.</param>
    internal static void MapRiverrunApi(this WebApplication app, ApiGate? gate = null)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusPages.WriteAsync);

        if (gate is not null)
            app.Use(gate.InvokeAsync);

        app.MapOpenApi("/openapi.json");

        var api = app.MapGroup("").WithTags("riverrun").ProducesProblem(400).ProducesProblem(401).ProducesProblem(503);
        api.MapHealth();
        api.MapRuns();
        api.MapBranches();
        api.MapBudgets();
        api.MapForks();
        api.MapMerges();
        api.MapEvents();
        api.MapHistory();
        api.MapUpkeep();
        api.MapCheckpoints();
    }

    /// <summary>What one caller can cost: bytes, connections, and time while nothing is sent.</summary>
    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestRequestBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate =
            new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
