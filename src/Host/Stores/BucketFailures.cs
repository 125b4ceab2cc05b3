using System.Net;
using Amazon.Runtime;

namespace Riverrun.Host.Stores;

/// <summary>
/// Sorts what may go wrong at an S3 service into what may pass, what is not there, and what a person must mend.
/// </summary>
internal static class BucketFailures
{
    /// <summary>Asks the service.</summary>
    /// <exception cref="PassingFailureException">It did not answer, or asks to be asked again.</exception>
    /// <exception cref="MissingObjectException">There is no such object.</exception>
    /// <exception cref="IOException">It refused, with its reason.</exception>
    public static async Task<T> SortAsync<T>(string store, Func<Task<T>> request, CancellationToken cancel)
    {
        try
        {
            return await request();
        }
        catch (AmazonServiceException refusal)
            when (refusal.StatusCode == HttpStatusCode.NotFound && refusal.ErrorCode != "NoSuchBucket")
        {
            throw new MissingObjectException(
                $"{store} does not have what was asked for ({refusal.Message.TrimEnd('.')}).");
        }
        catch (AmazonServiceException refusal) when (!MayPass(refusal))
        {
            var reason = string.IsNullOrWhiteSpace(refusal.ErrorCode)
                ? refusal.Message : $"{refusal.ErrorCode}: {refusal.Message}";

            throw new IOException(
                $"{store} refuses ({reason.TrimEnd('.')}); check the bucket, the region and the AWS credentials.",
                refusal);
        }
        catch (Exception cause)
            when (cause is AmazonServiceException or HttpRequestException or IOException
                and not PassingFailureException)
        {
            throw new PassingFailureException(cause.Message, cause);
        }
        catch (OperationCanceledException cause) when (!cancel.IsCancellationRequested)
        {
            throw new PassingFailureException("it does not answer.", cause);
        }
        catch (AmazonClientException cause)
        {
            throw new IOException(
                $"{store} cannot be used ({cause.Message.TrimEnd('.')}); check the AWS credentials in the environment.",
                cause);
        }
    }

    private static bool MayPass(AmazonServiceException refusal) =>
        (int)refusal.StatusCode is 0 or 408 or 429 or >= 500
            || refusal.ErrorCode is "RequestTimeout" or "SlowDown" or "OperationAborted"
            || refusal.InnerException is HttpRequestException or IOException;
}

/// <summary>There is no object of that key, or no such upload.</summary>
internal sealed class MissingObjectException(string message) : IOException(message);
