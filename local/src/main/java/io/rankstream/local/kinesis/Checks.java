package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Checks single members of requests and answers violations in the words of the service. */
final class Checks {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
    private static final Pattern HASH_KEY = Pattern.compile("0|([1-9]\\d{0,38})");
    private static final int MAX_NAME_LENGTH = 128;

    static <T> T required(String member, T value) {
        if (value == null) {
            throw KinesisException.validation(member, null, "Member must not be null");
        }
        return value;
    }

    /** The name of a stream, shard or consumer. */
    static String name(String member, String value) {
        length(member, value, 1, MAX_NAME_LENGTH);
        if (!NAME.matcher(value).matches()) {
            throw KinesisException.validation(
                    member,
                    value,
                    "Member must satisfy regular expression pattern: " + NAME.pattern());
        }
        return value;
    }

    static String length(String member, String value, int min, int max) {
        int length = required(member, value).codePointCount(0, value.length());
        if (length < min) {
            throw KinesisException.validation(
                    member, value, "Member must have length greater than or equal to " + min);
        }
        if (length > max) {
            throw KinesisException.validation(
                    member, value, "Member must have length less than or equal to " + max);
        }
        return value;
    }

    static int size(String member, int size, int min, int max) {
        if (size < min) {
            throw KinesisException.validation(
                    member,
                    "of size " + size,
                    "Member must have length greater than or equal to " + min);
        }
        if (size > max) {
            throw KinesisException.validation(
                    member,
                    "of size " + size,
                    "Member must have length less than or equal to " + max);
        }
        return size;
    }

    static int range(String member, Integer value, int min, int max) {
        required(member, value);
        if (value < min) {
            throw KinesisException.validation(
                    member,
                    value.toString(),
                    "Member must have value greater than or equal to " + min);
        }
        if (value > max) {
            throw KinesisException.validation(
                    member,
                    value.toString(),
                    "Member must have value less than or equal to " + max);
        }
        return value;
    }

    static int range(String member, Integer value, int defaultValue, int min, int max) {
        return value == null ? defaultValue : range(member, value, min, max);
    }

    static <E extends Enum<E>> E oneOf(String member, String value, Class<E> type) {
        required(member, value);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        throw KinesisException.validation(
                member,
                value,
                "Member must satisfy enum value set: " + Arrays.toString(type.getEnumConstants()));
    }

    /** A hash key as a decimal number below 2^128. */
    static BigInteger hashKey(String member, String value) {
        if (!HASH_KEY.matcher(required(member, value)).matches()) {
            throw KinesisException.validation(
                    member,
                    value,
                    "Member must satisfy regular expression pattern: " + HASH_KEY.pattern());
        }
        BigInteger key = new BigInteger(value);
        if (key.compareTo(HashRange.MAX_KEY) > 0) {
            throw KinesisException.invalidArgument(
                    "Invalid "
                            + member
                            + ". It must be in the range: [0, 2^128-1]. Specified value was "
                            + value);
        }
        return key;
    }

    private Checks() {}
}
