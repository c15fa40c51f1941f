package io.rankstream.flink.archive;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;

import io.rankstream.model.archive.ArchivedRecord;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.PrimitiveType;

/** Puts records together from their columns. */
final class RecordAssembly extends RecordMaterializer<ArchivedRecord> {

    private final Value[] values = new Value[ArchiveSchema.COLUMNS.getFieldCount()];
    private final GroupConverter root =
            new GroupConverter() {
                @Override
                public Converter getConverter(int column) {
                    return values[column];
                }

                @Override
                public void start() {
                    values[ArchiveSchema.PLAYER_ID].text = null;
                    values[ArchiveSchema.EVENT_TYPE].text = null;
                }

                @Override
                public void end() {}
            };

    RecordAssembly() {
        for (int i = 0; i < values.length; i++) {
            PrimitiveType type = ArchiveSchema.COLUMNS.getType(i).asPrimitiveType();
            values[i] = new Value(stringType().equals(type.getLogicalTypeAnnotation()));
        }
    }

    @Override
    public ArchivedRecord getCurrentRecord() {
        long eventTime = values[ArchiveSchema.EVENT_TIME].number;
        long latestEventTime = values[ArchiveSchema.LATEST_EVENT_TIME].number;
        int events = (int) values[ArchiveSchema.EVENTS].number;
        return new ArchivedRecord(
                        values[ArchiveSchema.SOURCE].text,
                        values[ArchiveSchema.SHARD].text,
                        values[ArchiveSchema.SEQUENCE_NUMBER].text,
                        (int) values[ArchiveSchema.SUB_SEQUENCE].number,
                        values[ArchiveSchema.PARTITION_KEY].text,
                        values[ArchiveSchema.ARRIVAL_TIME].number,
                        eventTime,
                        latestEventTime,
                        events,
                        values[ArchiveSchema.RECORD].bytes)
                .withEvents(
                        eventTime,
                        latestEventTime,
                        events,
                        values[ArchiveSchema.PLAYER_ID].text,
                        values[ArchiveSchema.EVENT_TYPE].text);
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    /** The value of one column of the current record. */
    private static final class Value extends PrimitiveConverter {

        private final boolean isText;
        private String[] dictionary;
        private String text;
        private byte[] bytes;
        private long number;

        private Value(boolean isText) {
            this.isText = isText;
        }

        @Override
        public boolean hasDictionarySupport() {
            return isText;
        }

        @Override
        public void setDictionary(Dictionary encoded) {
            dictionary = new String[encoded.getMaxId() + 1];
            for (int i = 0; i < dictionary.length; i++) {
                dictionary[i] = encoded.decodeToBinary(i).toStringUsingUTF8();
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            text = dictionary[id];
        }

        @Override
        public void addBinary(Binary value) {
            if (isText) {
                text = value.toStringUsingUTF8();
            } else {
                bytes = value.getBytes();
            }
        }

        @Override
        public void addInt(int value) {
            number = value;
        }

        @Override
        public void addLong(long value) {
            number = value;
        }
    }
}
