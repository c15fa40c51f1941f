package io.rankstream.benchmarks;

/** Says that a run did not do what it was timed for. */
final class InexactRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InexactRunException(String message) {
        super(message);
    }
}
