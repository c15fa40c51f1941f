package io.rankstream.lambda;

/** A record that is not what the results stream holds; the message names field, value and rule. */
final class UnusableRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableRecordException(String field, Object value, String rule) {
        super(field + " '" + value + "': " + rule);
    }
}
