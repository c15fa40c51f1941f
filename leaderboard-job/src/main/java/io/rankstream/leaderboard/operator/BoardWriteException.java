package io.rankstream.leaderboard.operator;

/** Says which command the store refuses for good, and what to do about it. */
public final class BoardWriteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BoardWriteException(String message, Throwable cause) {
        super(message, cause);
    }
}
