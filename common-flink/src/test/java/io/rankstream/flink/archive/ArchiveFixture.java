package io.rankstream.flink.archive;

import io.rankstream.model.archive.ArchivedRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records to be archived. */
final class ArchiveFixture {

    /** 2026-11-20T07:00:00Z. */
    static final long SEVEN = 1_795_158_000_000L;

    static ArchivedRecord record(int number, long eventTime) {
        return record(
                number, eventTime, ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8));
    }

    static ArchivedRecord record(int number, long eventTime, byte[] bytes) {
        return new ArchivedRecord(
                        "events",
                        "shardId-000000000000",
                        "4957000000000000000000000000000000000000000000000" + number,
                        number % 3,
                        "player-" + number % 10,
                        eventTime + 200,
                        eventTime,
                        eventTime + 1,
                        1,
                        bytes)
                .withEvents(eventTime, eventTime + 1, 1, "player-" + number % 10, null);
    }

    static List<ArchivedRecord> records(int count, long eventTime) {
        List<ArchivedRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(i, eventTime + i));
        }
        return records;
    }

    private ArchiveFixture() {}
}
