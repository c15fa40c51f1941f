package io.rankstream.local.tryout;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventLimits;
import io.rankstream.model.event.EventMapping;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads rows of the player dimension; its columns are those that the rows have. */
final class PlayerReader {

    private static final Set<String> NO_COLUMNS =
            Set.of("player_id", "event_time", "event_id", "event_type");

    /** The key is no object, so nothing is below it: a row has no time, id or type of its own. */
    private static final Map<String, String> KEY_ALONE =
            Map.of(
                    "event_time", "/player_id/time",
                    "event_id", "/player_id/id",
                    "event_type", "/player_id/type");

    /**
     * What a file holds.
     *
     * @param rows by player; of several rows of one player the last
     */
    record Players(
            DimensionSchema schema,
            Map<String, DimensionRow> rows,
            List<DeadLetter> unreadable,
            List<String> notes) {

        static final Players NONE =
                new Players(dimension(FieldSchema.EMPTY), Map.of(), List.of(), List.of());
    }

    private PlayerReader() {}

    private static DimensionSchema dimension(FieldSchema columns) {
        return new DimensionSchema("player", columns, new FieldValues(columns));
    }

    /** Reads records; the sequence number of what is unreadable is the index of its record. */
    static Players read(List<RecordFile.Entry> records) {
        FieldInference inference = new FieldInference(Map.of(), NO_COLUMNS);
        records.forEach(record -> inference.look(record.bytes()));
        FieldInference.Fields columns = inference.fields();
        EventParser parser =
                new EventParser(
                        new EventMapping(columns.schema(), KEY_ALONE, EventMapping.TimeUnit.AUTO),
                        EventLimits.defaults());
        Map<String, DimensionRow> rows = new LinkedHashMap<>();
        List<DeadLetter> unreadable = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            RecordOrigin origin = new RecordOrigin("players", "file", Integer.toString(i));
            ParsedRecord record = parser.parse(records.get(i).bytes(), origin, 0);
            unreadable.addAll(record.deadLetters());
            for (GameplayEvent row : record.events()) {
                rows.put(row.playerId(), DimensionRow.snapshot(row.playerId(), row.fields()));
            }
        }
        return new Players(dimension(columns.schema()), rows, unreadable, columns.notes());
    }
}
