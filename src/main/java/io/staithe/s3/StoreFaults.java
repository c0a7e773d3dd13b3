package io.staithe.s3;

import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a failed request means: the only reader of the SDK's exceptions. */
final class StoreFaults {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final int MISSING = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    /** What stores without conditional writes answer, beside the status for it. */
    private static final Set<String> NOT_UNDERSTOOD = Set.of("NotImplemented", "InvalidArgument");

    private final BucketTerms terms;

    StoreFaults(BucketTerms terms) {
        this.terms = terms;
    }

    /** The fault of a failure: try later where the store is away or busy, ours where it refuses. */
    Fault of(Throwable failure, String request) {
        Throwable reason = unwrapped(failure);
        if (reason instanceof Fault fault) {
            return fault;
        }
        String what = "the object store of " + terms.name() + " (" + terms.place() + ") ";
        if (isAway(reason)) {
            return new Exhausted(
                    S3Fault.OBJECT_STORE_AWAY, what + "did not answer '" + request + "': " + told(reason), RETRY_AFTER);
        }
        return new Broken(S3Fault.OBJECT_STORE_REFUSED, what + "refused '" + request + "': " + told(reason), reason);
    }

    private static boolean isAway(Throwable reason) {
        if (reason instanceof S3Exception answered) {
            return answered.statusCode() >= SERVER_ERROR && answered.statusCode() != NOT_IMPLEMENTED
                    || answered.statusCode() == TOO_MANY
                    || answered.isThrottlingException();
        }
        return reason instanceof SdkException || reason instanceof TimeoutException;
    }

    private static String told(Throwable reason) {
        if (reason instanceof S3Exception answered) {
            AwsErrorDetails details = answered.awsErrorDetails();
            return "status " + answered.statusCode() + (details == null ? "" : " " + Fault.bounded(code(details)));
        }
        Throwable deepest = reason;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName() + " " + Fault.bounded(String.valueOf(deepest.getMessage()));
    }

    private static String code(AwsErrorDetails details) {
        return String.valueOf(details.errorCode());
    }

    static boolean isMissing(Throwable failure) {
        return status(failure) == MISSING
                && unwrapped(failure) instanceof S3Exception answered
                && (answered.awsErrorDetails() == null
                        || !"NoSuchBucket".equals(answered.awsErrorDetails().errorCode()));
    }

    /** Whether somebody else was faster. */
    static boolean isOvertaken(Throwable failure) {
        return status(failure) == PRECONDITION_FAILED || status(failure) == CONFLICT;
    }

    /** Whether the store may not know conditions. */
    static boolean isUnconditional(Throwable failure) {
        return status(failure) == NOT_IMPLEMENTED
                || unwrapped(failure) instanceof S3Exception answered
                        && answered.awsErrorDetails() != null
                        && NOT_UNDERSTOOD.contains(code(answered.awsErrorDetails()));
    }

    private static int status(Throwable failure) {
        return unwrapped(failure) instanceof S3Exception answered ? answered.statusCode() : 0;
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
