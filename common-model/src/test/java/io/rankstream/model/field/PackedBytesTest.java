package io.rankstream.model.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedBytesTest {

    private final PackedOutput out = new PackedOutput(0);

    @Test
    void keepsEveryNumber_inAsManyBytesAsItNeeds() throws Exception {
        List<Long> numbers = numbers();
        for (long number : numbers) {
            out.writeUnsigned(number);
            out.writeSigned(number);
            out.writeLong(number);
            out.writeHighBytes(number);
        }

        PackedInput in = out.toInput();
        for (long number : numbers) {
            assertThat(in.readUnsigned()).isEqualTo(number);
            assertThat(in.readSigned()).isEqualTo(number);
            assertThat(in.readLong()).isEqualTo(number);
            assertThat(in.readHighBytes()).isEqualTo(number);
        }
        assertThat(in.available()).isZero();
    }

    /** Both sides of every power of two, and others of every size. */
    private static List<Long> numbers() {
        Random random = new Random(1);
        List<Long> numbers = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            for (long more = -1; more <= 1; more++) {
                numbers.add((1L << bit) + more);
                numbers.add(-(1L << bit) + more);
            }
            numbers.add(random.nextLong() >>> bit);
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "127, 1",
        "128, 2",
        "16383, 2",
        "16384, 3",
        "72057594037927935, 8",
        "72057594037927936, 9",
        "9223372036854775807, 9",
        "-1, 10"
    })
    void takesSevenBitsAByte(long number, int bytes) throws Exception {
        out.writeUnsigned(number);
        assertThat(out.size()).isEqualTo(bytes);

        out.reset();
        out.writeSigned(PackedInput.unzigzag(number));
        assertThat(out.size()).isEqualTo(bytes);
    }

    @Test
    void writesNumbersAsTextsDoes() throws Exception {
        out.writeUnsigned(300);

        assertThat(Texts.readVarInt(new DataInputStream(out.toInput()))).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "42, 3", "1.5, 3", "0.1, 9"})
    void leavesTheLastBytesOfADoubleOut_whereTheyAreZero(double number, int bytes) {
        out.writeHighBytes(Double.doubleToRawLongBits(number));

        assertThat(out.size()).isEqualTo(bytes);
    }

    @Test
    void keepsTexts() throws Exception {
        List<String> texts = new ArrayList<>();
        texts.add(null);
        for (String text :
                List.of("", "a", "red", "r\u00e4d", "\u8d64\ud83d\ude80", "\u007f\u0080")) {
            texts.add(text);
            texts.add(text.repeat(100));
        }
        texts.forEach(out::writeText);

        PackedInput in = out.toInput();
        for (String text : texts) {
            assertThat(in.readText()).isEqualTo(text);
        }
        DataInputStream asBefore = new DataInputStream(out.toInput());
        for (String text : texts) {
            assertThat(Texts.read(asBefore)).isEqualTo(text);
        }
    }

    @Test
    void keepsBytes_andHandsOutTheUsualOnes() throws Exception {
        byte[] usual = {1, 2, 3};
        PackedOutput inner = new PackedOutput(new byte[] {4, 5, 0}, 2);
        inner.write(6);
        out.writeBytes(usual);
        out.writeBytes(usual);
        out.writeAll(inner);
        out.writeUnsigned(0);

        PackedInput in = out.toInput();
        assertThat(in.readBytes()).isEqualTo(usual).isNotSameAs(usual);
        assertThat(in.readBytes(usual)).isSameAs(usual);
        assertThat(in.readBytes(usual)).containsExactly(4, 5, 6);
        assertThat(in.readBytes(usual)).isNull();
    }

    @Test
    void handsBytesOut_toGoOnBehindThem() throws Exception {
        out.writeBytes(new byte[] {1, 2});
        out.writeBytes(new byte[0]);
        out.write(3);

        PackedInput in = out.toInput();
        PackedOutput copy = in.readOutput(1);
        assertThat(copy.capacity()).isEqualTo(3);
        copy.write(9);
        assertThat(copy.toBytes()).containsExactly(1, 2, 9);
        assertThat(in.readOutput(5).size()).isZero();
        assertThat(in.readByte()).isEqualTo((byte) 3);
    }

    @Test
    void refusesToHandBytesOut_whereThereAreTooFew() {
        out.writeUnsigned(4);
        out.write(1);

        assertThatThrownBy(() -> out.toInput().readOutput(0)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> new PackedInput(new byte[1]).readOutput(0))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void isAStreamToo() throws Exception {
        DataOutputStream data = new DataOutputStream(out);
        data.writeLong(-5);
        data.writeUTF("red");
        out.writeTo(data);

        PackedInput in = out.toInput();
        DataInputStream read = new DataInputStream(in);
        assertThat(read.readLong()).isEqualTo(-5);
        assertThat(read.readUTF()).isEqualTo("red");
        assertThat(in.position()).isEqualTo(Long.BYTES + 2 + 3);
        PackedInput copy = PackedInput.of(read);
        assertThat(copy.readLong()).isEqualTo(-5);
        copy.skipBytes(5);
        assertThat(copy.read()).isEqualTo(-1);
        assertThat(copy.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 9})
    void saysThatBytesAreMissing(int room) {
        byte[] bytes = new byte[room];
        Arrays.fill(bytes, (byte) 0x85);

        assertThatThrownBy(() -> new PackedInput(bytes).readUnsigned())
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> new PackedInput(bytes).skipBytes(room + 1))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> new PackedInput(bytes).readHighBytes())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void refusesWhatIsNoNumber_orNoCount() {
        byte[] bytes = new byte[11];
        Arrays.fill(bytes, (byte) 0x85);
        out.writeUnsigned(-1);

        assertThatThrownBy(() -> new PackedInput(bytes).readUnsigned())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("64 bits");
        assertThatThrownBy(() -> out.toInput().readCount())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> out.toInput().readText()).isInstanceOf(IOException.class);
    }
}
