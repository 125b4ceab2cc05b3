using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Stores;

/// <summary>The S3 service that the usual AWS environment names.</summary>
internal static class BucketService
{
    /// <summary>
    /// A client of <c>AWS_ENDPOINT_URL_S3</c>, else <c>AWS_ENDPOINT_URL</c>, else AWS itself in <c>AWS_REGION</c>; with
    /// the keys of the environment, else with what AWS looks for by itself (profiles, web identity, the machine's
    /// role).
    /// </summary>
    /// <exception cref="InvalidConfigurationException">Neither an endpoint nor a region is named.</exception>
    public static AmazonS3Client Connect(Func<string, string?> environment)
    {
        string? Given(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (environment(name) is { Length: > 0 } value)
                    return value;

            return null;
        }

        var config = new AmazonS3Config
        {
            // Ours goes on for as long as the settings say; this one covers a lost connection at once.
            MaxErrorRetry = 1,
            Timeout = TimeSpan.FromMinutes(2),
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var region = Given("AWS_REGION", "AWS_DEFAULT_REGION");

        if (Given("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region ?? "us-east-1";
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region ?? throw new InvalidConfigurationException(
                "riverrun.checkpoints.store is a bucket, and the environment does not say where; set AWS_REGION, or "
                    + "AWS_ENDPOINT_URL for a service of your own."));
        }

        return Given("AWS_ACCESS_KEY_ID") is { } key && Given("AWS_SECRET_ACCESS_KEY") is { } secret
            ? new AmazonS3Client(
                Given("AWS_SESSION_TOKEN") is { } token
                    ? new SessionAWSCredentials(key, secret, token) : new BasicAWSCredentials(key, secret), config)
            : new AmazonS3Client(config);
    }
}
