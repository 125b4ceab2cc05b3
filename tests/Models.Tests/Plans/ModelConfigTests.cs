using System.Text.Json;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Plans;

public sealed class ModelConfigTests
{
    [Fact]
    public void A_model_without_published_weights_is_written_as_before_there_were_any() => Assert.Equal(
        """
        {"type":"llama","Layers":2,"Width":64,"Heads":4,"KeyValueHeads":2,"FeedForwardWidth":176,"QueryKeyNorm":false,
        """
        + """
        "TiedEmbeddings":true,"RopeBase":10000,"NormEpsilon":1E-05,"ZLoss":0,"Dropout":0}
        """,
        JsonSerializer.Serialize<ModelConfig>(new ModelConfig.Llama(2, 64, 4, 2, 176)));

    [Fact]
    public void One_with_them_is_read_as_it_was_written()
    {
        var model = new ModelConfig.Llama(
            2, 64, 4, 2, 176, RopeScaling: new RopeScaling.Llama3(8, 1, 4, 8192),
            From: new PublishedWeights("/m", "ab", 64));

        Assert.Equal(model, JsonSerializer.Deserialize<ModelConfig>(JsonSerializer.Serialize<ModelConfig>(model)));
    }
}
