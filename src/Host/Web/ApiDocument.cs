using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Riverrun.Host.Api;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Web;

/// <summary><c>/openapi.json</c>: the API as programs read it.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    /// <summary>Adds what makes the document.</summary>
    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(AddIdempotencyKeyAsync);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(CheckpointDigest))
                (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^sha256:[0-9a-f]{64}$");

            return Task.CompletedTask;
        });
    });

    /// <summary>What a command over HTTP may be answered with.</summary>
    public static void AnswersCommand(this RouteHandlerBuilder route) =>
        route.Produces<AcceptedBody>().ProducesProblem(404).ProducesProblem(409);

    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Riverrun",
            Version = "1",
            Description = "Runs, branches, budgets, devices and checkpoints of a coordinator. Every refusal is problem "
                + "details whose detail is a sentence.",
        };
        document.Servers = [];
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "The coordinator's token; a coordinator on loopback may ask for none.",
        });
        document.Security =
            [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];

        return Task.CompletedTask;
    }

    private static Task AddIdempotencyKeyAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (context.Description.HttpMethod is "POST" or "DELETE")
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = IdempotencyKey.Header,
                In = ParameterLocation.Header,
                Description = "Names the command, so that a repeated request is carried out once.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = IdempotencyKey.Longest
                },
            });

        return Task.CompletedTask;
    }
}
