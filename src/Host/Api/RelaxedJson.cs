using System.Text.Encodings.Web;
using System.Text.Json;

namespace Riverrun.Host.Api;

/// <summary>JSON for terminals and pipes, never for a web page: a plus sign stays a plus sign.</summary>
internal static class RelaxedJson
{
    /// <summary>Options for trees of nodes.</summary>
    public static JsonSerializerOptions Options { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
