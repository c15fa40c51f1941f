package io.rankstream.benchmarks;

/** Says why a run counts for nothing. */
final class CaseFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    CaseFailedException(String message) {
        super(message);
    }
}
