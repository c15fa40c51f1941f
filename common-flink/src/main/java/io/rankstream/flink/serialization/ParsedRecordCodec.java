package io.rankstream.flink.serialization;

import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Stores what a record held, where source and splitting are not chained. */
public final class ParsedRecordCodec extends DeclaredCodec<ParsedRecord> {

    private static final long serialVersionUID = 1L;

    public ParsedRecordCodec(FieldSchema fields) {
        super(fields);
    }

    /** For savepoints: builds the codec from its {@link #declaration()}. */
    public ParsedRecordCodec(String declaration) {
        super(declaration);
    }

    @Override
    public String name() {
        return "parsed record";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ParsedRecord record, DataOutput out) throws IOException {
        out.writeLong(record.arrivalTime());
        Texts.writeVarInt(record.events().size(), out);
        for (GameplayEvent event : record.events()) {
            event.write(schema(), out);
        }
        Texts.writeVarInt(record.deadLetters().size(), out);
        for (DeadLetter letter : record.deadLetters()) {
            letter.write(out);
        }
    }

    @Override
    public ParsedRecord read(DataInput in) throws IOException {
        long arrivalTime = in.readLong();
        int eventCount = Texts.readVarInt(in);
        List<GameplayEvent> events = new ArrayList<>(eventCount);
        for (int i = 0; i < eventCount; i++) {
            events.add(GameplayEvent.read(schema(), in));
        }
        int letterCount = Texts.readVarInt(in);
        List<DeadLetter> letters = new ArrayList<>(letterCount);
        for (int i = 0; i < letterCount; i++) {
            letters.add(DeadLetter.read(in));
        }
        return new ParsedRecord(events, letters, arrivalTime);
    }
}
