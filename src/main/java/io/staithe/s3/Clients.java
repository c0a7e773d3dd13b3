package io.staithe.s3;

import io.staithe.s3.BucketTerms.Addressing;
import io.staithe.s3.BucketTerms.Credentials;
import io.staithe.s3.BucketTerms.Effort;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Makes clients of the AWS SDK. */
final class Clients {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private Clients() {}

    /**
     * A client that speaks as the terms say, and does not end what it speaks through; callbacks run on the threads of
     * its connections.
     */
    static S3AsyncClient client(BucketTerms terms, JdkHttp http) {
        S3AsyncClientBuilder builder = S3AsyncClient.builder()
                .region(Region.of(terms.region()))
                .credentialsProvider(credentials(terms.credentials()))
                .forcePathStyle(terms.addressing() == Addressing.PATH)
                // What is sent is summed by ourselves, with what every store understands.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(http)
                .overrideConfiguration(patience(terms.effort()))
                .asyncConfiguration(threads ->
                        threads.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
        if (terms.endpoint() != null) {
            builder.endpointOverride(terms.endpoint());
        }
        return builder.build();
    }

    private static ClientOverrideConfiguration patience(Effort effort) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(effort.timeout())
                .apiCallTimeout(effort.timeout().multipliedBy(effort.attempts()).plus(LONGEST_PAUSE))
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(effort.attempts())
                        .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
                        .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
                        .circuitBreakerEnabled(false)
                        .build())
                .build();
    }

    static S3Presigner presigner(BucketTerms terms) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(Region.of(terms.region()))
                .credentialsProvider(credentials(terms.credentials()))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(terms.addressing() == Addressing.PATH)
                        .build());
        if (terms.endpoint() != null) {
            builder.endpointOverride(terms.endpoint());
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(Credentials credentials) {
        BucketTerms.Key key = credentials.key();
        if (key != null) {
            return StaticCredentialsProvider.create(
                    key.session() == null
                            ? AwsBasicCredentials.create(key.id(), key.secret())
                            : AwsSessionCredentials.create(key.id(), key.secret(), key.session()));
        }
        Path file = credentials.file();
        return file == null
                ? DefaultCredentialsProvider.builder()
                        .asyncCredentialUpdateEnabled(true)
                        .build()
                : ProfileCredentialsProvider.builder()
                        .profileFile(ProfileFile.builder()
                                .content(file)
                                .type(ProfileFile.Type.CREDENTIALS)
                                .build())
                        .profileName("default")
                        .build();
    }
}
