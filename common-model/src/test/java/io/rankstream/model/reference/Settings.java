package io.rankstream.model.reference;

import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the properties of a job say beside its boards. Times are milliseconds.
 *
 * @param rowHorizon how far behind its arrival an event may lie and still be judged by the row of
 *     its own time; {@link #UNLIMITED} if versions of rows are kept as long as events are taken
 * @param sessionGap how far apart two events of a session may be; 0 for no sessions
 */
public record Settings(
        long dedupHorizon,
        long correctionsHorizon,
        long rowHorizon,
        long parking,
        long slack,
        long eraseAfter,
        long sessionGap,
        long sessionLateness) {

    static final long UNLIMITED = Long.MAX_VALUE / 4;

    /** How far ahead of its arrival an event may be. */
    public static final long MAX_FUTURE = 300_000;

    public static final FieldSchema FIELDS =
            FieldSchema.parse("points:int,laps:int,weight:decimal,room:string");
    public static final FieldSchema COLUMNS =
            FieldSchema.parse("country:string,team:string,level:int,is_bot:int");

    /** Declarations of the parameters, by name. */
    public static final Map<String, String> PARAMETERS = parameters();

    private static Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("is_bot", "{\"type\":\"int\",\"default\":null}");
        parameters.put("bonus", "{\"type\":\"int\",\"default\":2}");
        parameters.put("factor", "{\"type\":\"decimal\",\"default\":1.5}");
        parameters.put("on", "{\"type\":\"boolean\",\"default\":true}");
        return parameters;
    }

    /** The defaults of {@link #PARAMETERS}. */
    public static Map<String, Object> parameterDefaults() {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("is_bot", null);
        defaults.put("bonus", 2L);
        defaults.put("factor", 1.5);
        defaults.put("on", true);
        return defaults;
    }

    /** What columns are taken to be where there is no row. */
    public static Map<String, Object> rowDefaults() {
        return Map.of("level", 1L);
    }

    public static DimensionSchema players() {
        return new DimensionSchema("player", COLUMNS, values(COLUMNS, rowDefaults()));
    }

    public static FieldValues values(FieldSchema schema, Map<String, Object> from) {
        FieldValues values = new FieldValues(schema);
        from.forEach(
                (name, value) -> {
                    int index = schema.indexOf(name);
                    if (value instanceof Long integer) {
                        values.setInteger(index, integer);
                    } else if (value instanceof Double decimal) {
                        values.setDecimal(index, decimal);
                    } else if (value instanceof Boolean bool) {
                        values.setBool(index, bool);
                    } else {
                        values.setText(index, (String) value);
                    }
                });
        return values;
    }
}
