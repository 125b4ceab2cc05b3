using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>What a node says about its API.</summary>
public sealed class ApiDocumentTests
{
    private static readonly string[] Operations =
    [
        "get /health/live", "get /health/ready", "get /runs", "post /runs", "get /runs/{run}", "get /runs/{run}/spec",
        "post /runs/{run}/pause", "post /runs/{run}/resume", "post /runs/{run}/cancel", "get /runs/{run}/branches",
        "get /runs/{run}/branches/{branch}", "get /runs/{run}/checkpoints", "get /runs/{run}/budgets",
        "post /runs/{run}/budgets",
        "delete /runs/{run}/budgets/{steps}", "post /runs/{run}/forks", "get /runs/{run}/events",
        "get /runs/{run}/history",
        "post /runs/{run}/verify", "get /devices", "post /gc", "get /checkpoints", "head /checkpoints/{digest}",
        "get /checkpoints/{digest}/content", "head /checkpoints/{digest}/upload", "patch /checkpoints/{digest}/upload",
        "post /checkpoints/{digest}/upload",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_names_every_resource_with_its_refusals()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = node.Url };

        var document = (await http.GetFromJsonAsync<JsonObject>("/openapi.json", Cancel))!;
        var operations = document["paths"]!.AsObject()
            .SelectMany(path =>
                path.Value!.AsObject()
                    .Select(operation => (Name: $"{operation.Key} {path.Key}", Value: operation.Value!)))
            .ToDictionary(operation => operation.Name, operation => operation.Value);

        Assert.Empty(Operations.Except(operations.Keys));
        Assert.All(operations.Values, operation =>
        {
            Assert.NotEmpty(operation["operationId"]!.GetValue<string>());
            Assert.NotEmpty(operation["summary"]!.GetValue<string>());
            Assert.Contains(
                "application/problem+json",
                operation["responses"]!["401"]!["content"]!.AsObject().Select(content => content.Key));
        });
        Assert.Equal(
            operations.Count,
            operations.Values.Select(operation => operation["operationId"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal("bearer", document["components"]!["securitySchemes"]!["bearer"]!["scheme"]!.GetValue<string>());
    }
}
