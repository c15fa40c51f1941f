package io.rankstream.local.kinesis;

import java.util.Locale;

/** Carries an error of the Kinesis API to the client: its name, HTTP status and message. */
final class KinesisException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final String INTERNAL_FAILURE = "InternalFailure";

    private final String errorName;
    private final int status;

    private KinesisException(String errorName, int status, String message) {
        // An answer, not a failure of the server: nobody reads its stack trace.
        super(message, null, false, false);
        this.errorName = errorName;
        this.status = status;
    }

    static KinesisException validation(String field, String value, String constraint) {
        return new KinesisException(
                "ValidationException",
                400,
                String.format(
                        Locale.ROOT,
                        "1 validation error detected: Value %s at '%s' failed to satisfy"
                                + " constraint: %s",
                        value == null ? "null" : "'" + value + "'",
                        field,
                        constraint));
    }

    static KinesisException validation(String message) {
        return new KinesisException("ValidationException", 400, message);
    }

    static KinesisException invalidArgument(String message) {
        return new KinesisException("InvalidArgumentException", 400, message);
    }

    static KinesisException notFound(String message) {
        return new KinesisException("ResourceNotFoundException", 400, message);
    }

    static KinesisException inUse(String message) {
        return new KinesisException("ResourceInUseException", 400, message);
    }

    static KinesisException limitExceeded(String message) {
        return new KinesisException("LimitExceededException", 400, message);
    }

    static KinesisException throughputExceeded(String message) {
        return new KinesisException(Admission.THROUGHPUT_EXCEEDED, 400, message);
    }

    static KinesisException expiredIterator(String message) {
        return new KinesisException("ExpiredIteratorException", 400, message);
    }

    static KinesisException expiredToken(String message) {
        return new KinesisException("ExpiredNextTokenException", 400, message);
    }

    static KinesisException serialization(String message) {
        return new KinesisException("SerializationException", 400, message);
    }

    static KinesisException unknownOperation(String message) {
        return new KinesisException("UnknownOperationException", 400, message);
    }

    static KinesisException internalFailure() {
        return new KinesisException(
                INTERNAL_FAILURE,
                500,
                "The local server failed: by an injected fault, or its log has the cause");
    }

    String errorName() {
        return errorName;
    }

    int status() {
        return status;
    }
}
