package io.rankstream.datagen;

import static io.rankstream.datagen.RacingEvents.json;
import static io.rankstream.datagen.RacingEvents.quoted;
import static io.rankstream.datagen.RacingEvents.time;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** Writes records that look nearly right and must not be counted, each wrong in one way. */
final class BadRecords {

    /** The size a record may have. */
    private static final int LIMIT_BYTES = 256 * 1024;

    /** Objects and arrays may be nested 64 deep. */
    private static final int TOO_DEEP = 100;

    /** A large record costs as much as a thousand others. */
    private static final int LARGE_ONE_IN = 500;

    private static final int FORMS = 13;

    private final SplittableRandom random;

    BadRecords(SplittableRandom random) {
        this.random = random;
    }

    byte[] next(String playerId, Instant now) {
        String player = quoted(playerId);
        String at = quoted(time(now));
        if (random.nextInt(LARGE_ONE_IN) == 0) {
            return bytes(with(json(player, "200", 7, at), quoted("x".repeat(LIMIT_BYTES))));
        }
        int form = random.nextInt(FORMS);
        return switch (form) {
            case 0 -> bytes(json(player, "200", 7, at).substring(0, 30));
            case 1 -> notUtf8(json(player, "200", 7, at));
            case 2 -> bytes("42");
            case 3 -> bytes("{\"speed_kmph\":200,\"distance_meters\":7,\"event_time\":" + at + "}");
            case 4 -> bytes(json("\"\"", "200", 7, at));
            case 5 -> bytes(json("null", "200", 7, at));
            case 6 -> bytes(json(player, "200", 7, "\"half past nine\""));
            case 7 -> bytes(json(player, "NaN", 7, at));
            case 8 -> bytes(json(player, "\"fast\"", 7, at));
            case 9 ->
                    bytes(
                            with(
                                    json(player, "200", 7, at),
                                    "[".repeat(TOO_DEEP) + "]".repeat(TOO_DEEP)));
            case 10 -> bytes(json(player, "200", 7, quoted("2099-12-31 23:59:59.999")));
            case 11 -> bytes(json(player, "200", 7, quoted(time(daysBefore(now, 410, 900)))));
            case 12 -> bytes(json(player, "200", 7, quoted(time(daysBefore(now, 9, 390)))));
            default -> throw new IllegalStateException("no form " + form);
        };
    }

    private Instant daysBefore(Instant now, int least, int most) {
        return now.minus(Duration.ofDays(random.nextInt(least, most)));
    }

    private static String with(String json, String extra) {
        return json.substring(0, json.length() - 1) + ",\"extra\":" + extra + "}";
    }

    private static byte[] notUtf8(String json) {
        byte[] bytes = bytes(json);
        bytes[bytes.length - 4] = (byte) 0xff;
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
