package io.rankstream.local.demo;

/** Says what is missing on this machine, and the remedy, before anything is started. */
final class SetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SetupException(String message) {
        super(message);
    }
}
