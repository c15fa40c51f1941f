package io.rankstream.flink.archive;

import io.rankstream.model.archive.ArchivedRecord;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a file of records, and what its footer says beside them. */
final class ArchiveSchema {

    static final String VERSION_KEY = "rankstream.archive.version";
    static final String SUMMARY_KEY = "rankstream.archive.summary";

    /** Raised when a reader of the last version would misread a file. */
    static final int VERSION = 1;

    /** Reads no file of settings, so that nothing on the class path changes the format. */
    static final Configuration SETTINGS = new Configuration(false);

    static final int SOURCE = 0;
    static final int SHARD = 1;
    static final int SEQUENCE_NUMBER = 2;
    static final int SUB_SEQUENCE = 3;
    static final int PARTITION_KEY = 4;
    static final int ARRIVAL_TIME = 5;
    static final int EVENT_TIME = 6;
    static final int LATEST_EVENT_TIME = 7;
    static final int EVENTS = 8;
    static final int PLAYER_ID = 9;
    static final int EVENT_TYPE = 10;
    static final int RECORD = 11;

    static final MessageType COLUMNS =
            MessageTypeParser.parseMessageType(
                    "message archived_record {"
                            + " required binary source (STRING);"
                            + " required binary shard (STRING);"
                            + " required binary sequence_number (STRING);"
                            + " required int32 sub_sequence;"
                            + " required binary partition_key (STRING);"
                            + " required int64 arrival_time (TIMESTAMP(MILLIS,true));"
                            + " required int64 event_time (TIMESTAMP(MILLIS,true));"
                            + " required int64 latest_event_time (TIMESTAMP(MILLIS,true));"
                            + " required int32 events;"
                            + " optional binary player_id (STRING);"
                            + " optional binary event_type (STRING);"
                            + " required binary record;"
                            + " }");

    static void write(ArchivedRecord record, RecordConsumer to) {
        to.startMessage();
        text(to, SOURCE, record.source());
        text(to, SHARD, record.shard());
        text(to, SEQUENCE_NUMBER, record.sequenceNumber());
        number(to, SUB_SEQUENCE, record.subSequence());
        text(to, PARTITION_KEY, record.partitionKey());
        number(to, ARRIVAL_TIME, record.arrivalTime());
        number(to, EVENT_TIME, record.eventTime());
        number(to, LATEST_EVENT_TIME, record.latestEventTime());
        number(to, EVENTS, record.events());
        if (record.playerId() != null) {
            text(to, PLAYER_ID, record.playerId());
        }
        if (record.eventType() != null) {
            text(to, EVENT_TYPE, record.eventType());
        }
        binary(to, RECORD, Binary.fromConstantByteArray(record.bytes()));
        to.endMessage();
    }

    private static void text(RecordConsumer to, int column, String value) {
        binary(to, column, Binary.fromString(value));
    }

    private static void binary(RecordConsumer to, int column, Binary value) {
        String name = COLUMNS.getFieldName(column);
        to.startField(name, column);
        to.addBinary(value);
        to.endField(name, column);
    }

    private static void number(RecordConsumer to, int column, int value) {
        String name = COLUMNS.getFieldName(column);
        to.startField(name, column);
        to.addInteger(value);
        to.endField(name, column);
    }

    private static void number(RecordConsumer to, int column, long value) {
        String name = COLUMNS.getFieldName(column);
        to.startField(name, column);
        to.addLong(value);
        to.endField(name, column);
    }

    /**
     * What the footer of a file says of its records.
     *
     * @throws ArchiveException naming the file, if it was not written by an archive, or by a later
     *     version
     */
    static FileSummary summary(String file, Map<String, String> footer) throws ArchiveException {
        String version = footer.get(VERSION_KEY);
        String summary = footer.get(SUMMARY_KEY);
        if (version == null || summary == null) {
            throw new ArchiveException(file + " is Parquet, but was not written by an archive job");
        }
        if (!version.equals(Integer.toString(VERSION))) {
            throw new ArchiveException(
                    file
                            + " is of version "
                            + version
                            + " of the archive; this program reads version "
                            + VERSION);
        }
        try {
            return FileSummary.parse(summary);
        } catch (java.io.IOException e) {
            throw new ArchiveException(file + " has an unreadable summary: " + summary, e);
        }
    }

    private ArchiveSchema() {}
}
