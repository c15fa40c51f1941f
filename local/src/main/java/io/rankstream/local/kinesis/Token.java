package io.rankstream.local.kinesis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** An opaque text handed to a client and taken back later: what it holds, and when it was made. */
record Token(long issuedAtMillis, List<String> parts) {

    /** How long the service honours iterators and page tokens: five minutes. */
    private static final long LIFETIME_MILLIS = 300_000;

    /** No name, id or number that a token holds has one. */
    private static final String SEPARATOR = "|";

    static Token of(long issuedAtMillis, String... parts) {
        return new Token(issuedAtMillis, List.of(parts));
    }

    /** Empty if the text is no token with that number of parts. */
    static Optional<Token> parse(String text, int parts) {
        try {
            String plain = new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII);
            List<String> all = Arrays.asList(plain.split("\\|", -1));
            if (all.size() != parts + 1) {
                return Optional.empty();
            }
            return Optional.of(new Token(Long.parseLong(all.get(0)), all.subList(1, parts + 1)));
        } catch (IllegalArgumentException e) {
            // Not Base64, or no number: the caller names the error of its call.
            return Optional.empty();
        }
    }

    String part(int index) {
        return parts.get(index);
    }

    boolean isExpired(long nowMillis) {
        return nowMillis - issuedAtMillis > LIFETIME_MILLIS;
    }

    String text() {
        String plain = issuedAtMillis + SEPARATOR + String.join(SEPARATOR, parts);
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }
}
