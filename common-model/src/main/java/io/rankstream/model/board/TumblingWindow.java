package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Windows of one length, aligned to the epoch. */
final class TumblingWindow extends BoardWindow {

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Duration size;
    private final long millis;

    private TumblingWindow(Duration size) {
        this.size = size;
        this.millis = size.toMillis();
    }

    static TumblingWindow read(JsonFields fields) throws InvalidDefinitionException {
        return new TumblingWindow(length(fields, "size"));
    }

    @Override
    public JsonNode toJson() {
        return json(Type.TUMBLING).put("size", size.toString());
    }

    @Override
    public long start(long eventTime) {
        return eventTime - Math.floorMod(eventTime, millis);
    }

    @Override
    public long end(long start) {
        return start + millis;
    }

    @Override
    long timeIn(String label) {
        return LABEL.parse(label, Instant::from).toEpochMilli();
    }

    @Override
    public String label(long start) {
        return LABEL.format(Instant.ofEpochMilli(start));
    }

    @Override
    public long maxLengthMillis() {
        return millis;
    }
}
