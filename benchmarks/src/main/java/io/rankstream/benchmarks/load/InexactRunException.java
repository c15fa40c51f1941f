package io.rankstream.benchmarks.load;

/** Says that a run did not do what it was timed for. */
public final class InexactRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InexactRunException(String message) {
        super(message);
    }
}
