package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordLogTest {

    private final RecordLog log = new RecordLog(1);

    @Test
    void keepsPositionsWhileItGrowsAndDrops() {
        for (int i = 1; i <= 1_000; i++) {
            assertThat(log.append(arrived(i))).isEqualTo(i);
            if (i % 3 == 0) {
                log.dropFirst();
            }
        }

        assertThat(log.first()).isEqualTo(334);
        assertThat(log.next()).isEqualTo(1_001);
        for (long position = log.first(); position < log.next(); position++) {
            assertThat(log.get(position).arrivalMillis()).isEqualTo(position);
        }
    }

    @Test
    void findsTheOldestRecordOfATime() {
        log.append(arrived(10));
        log.append(arrived(20));
        log.append(arrived(20));
        log.append(arrived(30));

        assertThat(log.firstArrivedAt(0)).isEqualTo(1);
        assertThat(log.firstArrivedAt(20)).isEqualTo(2);
        assertThat(log.firstArrivedAt(21)).isEqualTo(4);
        assertThat(log.firstArrivedAt(31)).isEqualTo(log.next());
    }

    private static StoredRecord arrived(long millis) {
        return new StoredRecord("key", new byte[0], millis);
    }
}
