package io.rankstream.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "abc 3",
                "^a+b*$ 6",
                "a{3} 3",
                "ab{3} 4",
                "a{2,5} 5",
                "a{2,} 3",
                "a{0} 1",
                "a{2}{3} 6",
                "(ab){3} 6",
                "(ab|cd){3}e 16",
                "((a{10}){10}){10} 1000",
                "((a{1000}){1000}){1000} 1000000000",
                "a{99999999999} 1000000000",
                "(){1000} 1000",
                "(?:(){1000}){1000} 1002000",
                "[a-z]{4} 4",
                "[^]a]{4} 4",
                "[]{9}]{4} 4",
                "[[:alpha:]]{4} 4",
                "[[:]{4} 4",
                "[\\]{9}]{4} 4",
                "\\d{4} 4",
                "\\{4} 3",
                "\\x{1000}{2} 2",
                "\\p{Greek}{2} 2",
                "\\Qa{9}\\E{3} 12",
                "a{,5} 5",
                "a{x} 4",
                "a{ 2",
                ") 1",
                "(a 1",
                "\\ 1"
            })
    void writesRepetitionsOut(String pattern, long size) {
        assertThat(PatternSize.of(pattern)).isEqualTo(size);
    }

    /** A pattern of n parts compiles to a program of at most some n instructions. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNotLessThanWhatIsCompiled(long seed) {
        String[] pieces = {
            "a",
            "b",
            "(",
            ")",
            "(?:",
            "[",
            "]",
            "^",
            "{2}",
            "{3,}",
            "{2,4}",
            "{",
            "}",
            "\\",
            "Q",
            "\\E",
            "|",
            "*",
            "?",
            "[:alpha:]",
            "\\x{10}",
            "\\pL",
            "\\p{L}",
            ":]",
            "[:",
            "-",
            ","
        };
        SplittableRandom random = new SplittableRandom(seed);
        int compiled = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder pattern = new StringBuilder();
            int length = random.nextInt(1, 16);
            for (int j = 0; j < length; j++) {
                pattern.append(pieces[random.nextInt(pieces.length)]);
            }
            int program;
            try {
                program = Pattern.compile(pattern.toString()).programSize();
            } catch (PatternSyntaxException e) {
                continue;
            }
            compiled++;
            // Four instructions for a part in a group that may be left out, and some for the rest.
            assertThat((long) program)
                    .as("seed %d: %s", seed, pattern)
                    .isLessThanOrEqualTo(4 * PatternSize.of(pattern.toString()) + 8);
        }
        assertThat(compiled).isGreaterThan(500);
    }
}
