package io.rankstream.model.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EightBytesTest {

    private static final String LIKELY = "\"\\ 0123456789/:az~\u007f\u0080\u00ff\u001f\n!#[]";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsLikeALoop(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = bytes(random, EightBytes.SIZE);
            long word = EightBytes.at(bytes, 0);

            assertThat(EightBytes.lettersIn(word))
                    .as(() -> text(bytes))
                    .isEqualTo(
                            countWhile(bytes, b -> b >= ' ' && b < 0x80 && b != '"' && b != '\\'));
            assertThat(EightBytes.digitsIn(word))
                    .as(() -> text(bytes))
                    .isEqualTo(countWhile(bytes, b -> b >= '0' && b <= '9'));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsNumbersOfOneToEightDigits(long seed) {
        Random random = new Random(seed);
        for (int digits = 1; digits <= EightBytes.SIZE; digits++) {
            for (int i = 0; i < 2_000; i++) {
                String number = digits(random, digits);
                byte[] bytes = bytes(random, EightBytes.SIZE);
                System.arraycopy(ascii(number), 0, bytes, 0, digits);

                assertThat(EightBytes.number(EightBytes.at(bytes, 0), digits))
                        .isEqualTo(Long.parseLong(number));
            }
        }
    }

    @Test
    void readsAllThreePairs() {
        for (int number = 0; number < 1_000_000; number += 37) {
            int first = number / 10_000;
            int second = number / 100 % 100;
            int third = number % 100;
            String text = pair(first) + "-" + pair(second) + "-" + pair(third);
            long pairs = EightBytes.pairs(EightBytes.at(ascii(text), 0), '-');

            assertThat(EightBytes.pair(pairs, 0)).isEqualTo(first);
            assertThat(EightBytes.pair(pairs, 1)).isEqualTo(second);
            assertThat(EightBytes.pair(pairs, 2)).isEqualTo(third);
        }
    }

    @Test
    void readsNoPairs_withAnyOtherByteAnywhere() {
        for (int index = 0; index < EightBytes.SIZE; index++) {
            for (int other = 0; other < 256; other++) {
                byte[] bytes = ascii("23:59:58");
                bytes[index] = (byte) other;
                boolean separator = index == 2 || index == 5;
                boolean digit = other >= '0' && other <= '9';
                boolean fits = separator ? other == ':' : digit;

                assertThat(EightBytes.pairs(EightBytes.at(bytes, 0), ':') >= 0)
                        .as(() -> text(bytes))
                        .isEqualTo(fits);
            }
        }
    }

    @Test
    void keepsTheFirstBytes() {
        long word = 0x8877_6655_4433_2211L;

        assertThat(EightBytes.first(1, word)).isEqualTo(0x11);
        assertThat(EightBytes.first(3, word)).isEqualTo(0x33_2211);
        assertThat(EightBytes.first(8, word)).isEqualTo(word);
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] =
                    (byte)
                            (random.nextInt(4) == 0
                                    ? random.nextInt(256)
                                    : LIKELY.charAt(random.nextInt(LIKELY.length())));
        }
        return bytes;
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private static int countWhile(byte[] bytes, IntPredicate wanted) {
        int count = 0;
        while (count < bytes.length && wanted.test(bytes[count] & 0xff)) {
            count++;
        }
        return count;
    }

    private static String pair(int number) {
        return (number < 10 ? "0" : "") + number;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
