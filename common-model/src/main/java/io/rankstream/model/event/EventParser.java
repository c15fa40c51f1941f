package io.rankstream.model.event;

import static io.rankstream.model.event.DeadLetter.Reason.BAD_FIELD;
import static io.rankstream.model.event.DeadLetter.Reason.BAD_PLAYER;
import static io.rankstream.model.event.DeadLetter.Reason.BAD_TIME;
import static io.rankstream.model.event.DeadLetter.Reason.FUTURE_TIME;
import static io.rankstream.model.event.DeadLetter.Reason.NOT_AN_OBJECT;
import static io.rankstream.model.event.DeadLetter.Reason.NOT_FINITE;
import static io.rankstream.model.event.DeadLetter.Reason.NOT_JSON;
import static io.rankstream.model.event.DeadLetter.Reason.TOO_DEEP;
import static io.rankstream.model.event.DeadLetter.Reason.TOO_LARGE;
import static io.rankstream.model.event.DeadLetter.Reason.TOO_OLD;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.event.EventMapping.Node;
import io.rankstream.model.field.FieldType;
import io.rankstream.model.field.FieldValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the bytes of a record into events, or into dead letters that say what is wrong.
 *
 * <p>A record holds one JSON object, an array of them or several one after the other. What cannot
 * be used never takes its neighbours with it: an object that is unfit is one dead letter, and after
 * JSON that is broken reading goes on at the next line that starts an object.
 *
 * <p>For one thread: it remembers what records look like.
 */
public final class EventParser {

    private static final int INTEGRAL_DIGITS_OF_A_LONG = 19;

    /** Longer digits take quadratic time to read and are no number anybody sends. */
    private static final int MAX_NUMBER_LENGTH = 400;

    /** Longer names are not kept: what is kept stays as long as the job runs. */
    private static final int MAX_KEPT_NAME_LENGTH = 256;

    private static final JsonFactory JSON = newFactory(MAX_KEPT_NAME_LENGTH);

    private final EventMapping mapping;
    private final EventLimits limits;
    private final long maxFutureMillis;
    private final long maxAgeMillis;
    private final EventTimes times = new EventTimes();

    /** Null if all records are read in full. */
    private final PlainJson plain;

    private static JsonFactory newFactory(int maxNameLength) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(EventLimits.MAX_DEPTH)
                                .maxNumberLength(MAX_NUMBER_LENGTH)
                                .maxNameLength(maxNameLength)
                                .build())
                // So that NaN is recognised and named instead of being merely "not JSON".
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
    }

    public EventParser(EventMapping mapping, EventLimits limits) {
        this(mapping, limits, new PlainJson(mapping));
    }

    private EventParser(EventMapping mapping, EventLimits limits, PlainJson plain) {
        this.plain = plain;
        this.mapping = mapping;
        this.limits = limits;
        this.maxFutureMillis = limits.maxFuture().toMillis();
        this.maxAgeMillis = limits.maxAge().toMillis();
    }

    /**
     * A parser that comes to the same results, but reads every record as only those are read that
     * are not plain: by Jackson's parser, token by token. To compare with.
     */
    public EventParser inFull() {
        return new EventParser(mapping, limits, null);
    }

    /**
     * Reads one record; never throws for what the record holds.
     *
     * @param arrivalTime when the stream took it, epoch milliseconds
     */
    public ParsedRecord parse(byte[] bytes, RecordOrigin origin, long arrivalTime) {
        return parsePart(bytes, origin, arrivalTime, 0);
    }

    /**
     * Reads a part of a record as it would have been read within it.
     *
     * @param eventIndex how many events of the record come before the part
     */
    public ParsedRecord parsePart(
            byte[] bytes, RecordOrigin origin, long arrivalTime, int eventIndex) {
        if (plain != null && bytes.length <= limits.maxBytes()) {
            EventDraft draft = new EventDraft();
            int end = plain.read(bytes, draft);
            if (end >= 0 && isUsable(draft, arrivalTime)) {
                return ParsedRecord.of(
                        draft.finish(origin, arrivalTime, eventIndex, bytes, 0, end));
            }
        }
        return parseInFull(bytes, origin, arrivalTime, eventIndex);
    }

    private boolean isUsable(EventDraft draft, long arrivalTime) {
        long time = draft.timeOr(arrivalTime);
        return draft.playerId != null
                && !isInFuture(time, arrivalTime)
                && !isTooOld(time, arrivalTime);
    }

    private boolean isInFuture(long eventTime, long arrivalTime) {
        return eventTime > arrivalTime + maxFutureMillis;
    }

    private boolean isTooOld(long eventTime, long arrivalTime) {
        return eventTime < arrivalTime - maxAgeMillis;
    }

    private ParsedRecord parseInFull(
            byte[] bytes, RecordOrigin origin, long arrivalTime, int eventIndex) {
        Run run = new Run(JSON, bytes, origin, arrivalTime, eventIndex);
        if (bytes.length > limits.maxBytes()) {
            run.reject(TOO_LARGE, null, bytes.length + " bytes", 0, bytes.length);
        } else {
            run.readFrom(0);
            if (run.beyondLimits) {
                // The names of this record go with it.
                JsonFactory itsOwn = newFactory(Integer.MAX_VALUE);
                run = new Run(itsOwn, bytes, origin, arrivalTime, eventIndex);
                run.readFrom(0);
            }
        }
        return new ParsedRecord(run.events, run.deadLetters, arrivalTime);
    }

    /**
     * Reads again an event that was set aside as {@link GameplayEvent#bytes()}.
     *
     * @return the event with the id that it had, or the dead letter that it is by what is declared
     *     now
     */
    public ParsedRecord parseAgain(
            byte[] bytes, RecordOrigin origin, long arrivalTime, EventId id) {
        ParsedRecord parsed = parse(bytes, origin, arrivalTime);
        List<GameplayEvent> events = new ArrayList<>(parsed.events().size());
        for (GameplayEvent event : parsed.events()) {
            events.add(
                    new GameplayEvent(
                            event.playerId(),
                            event.eventTime(),
                            arrivalTime,
                            id,
                            event.eventType(),
                            event.fields(),
                            origin,
                            bytes));
        }
        return new ParsedRecord(events, parsed.deadLetters(), arrivalTime);
    }

    /** Why the current object is no event; the first thing found wrong is the one reported. */
    private static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        private final Reason reason;
        private final String field;
        private final String value;

        private Unusable(Reason reason, String field, String value) {
            super(reason.code(), null, false, false);
            this.reason = reason;
            this.field = field;
            this.value = value;
        }
    }

    /** The reading of one record. */
    private final class Run {

        private final JsonFactory factory;
        private final byte[] bytes;
        private final RecordOrigin origin;
        private final long arrivalTime;
        private final int firstIndex;
        private final List<GameplayEvent> events = new ArrayList<>(1);
        private final List<DeadLetter> deadLetters = new ArrayList<>(0);

        private final EventDraft draft = new EventDraft();
        private Unusable unusable;

        /** Whether something is longer or deeper than what is shared may take; ends the reading. */
        private boolean beyondLimits;

        private Run(
                JsonFactory factory,
                byte[] bytes,
                RecordOrigin origin,
                long arrivalTime,
                int firstIndex) {
            this.factory = factory;
            this.bytes = bytes;
            this.origin = origin;
            this.arrivalTime = arrivalTime;
            this.firstIndex = firstIndex;
        }

        private void readFrom(int start) {
            int from = start;
            while (from >= 0) {
                from = readUntilBroken(from);
            }
        }

        /** Reads to the end (-1), or returns where to go on after JSON that is broken. */
        private int readUntilBroken(int start) {
            try (JsonParser json = factory.createParser(bytes, start, bytes.length - start)) {
                return readUntilBroken(json, start);
            } catch (IOException e) {
                // Not even the first token could be reached, so nothing has been taken yet.
                return rejectBroken(NOT_JSON, start);
            }
        }

        private int readUntilBroken(JsonParser json, int start) {
            int valueStart = start;
            try {
                boolean any = start > 0;
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    any = true;
                    valueStart = start + offset(json.currentTokenLocation());
                    if (token == JsonToken.START_ARRAY) {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            valueStart = start + offset(json.currentTokenLocation());
                            readValue(json, start, valueStart);
                            valueStart = start + offset(json.currentLocation());
                        }
                    } else {
                        readValue(json, start, valueStart);
                    }
                    valueStart = start + offset(json.currentLocation());
                }
                if (!any) {
                    reject(NOT_JSON, null, null, 0, bytes.length);
                }
                return -1;
            } catch (StreamConstraintsException e) {
                if (factory == JSON) {
                    beyondLimits = true;
                    return -1;
                }
                boolean deep = json.getParsingContext().getNestingDepth() >= EventLimits.MAX_DEPTH;
                return rejectBroken(deep ? TOO_DEEP : NOT_FINITE, valueStart);
            } catch (IOException e) {
                return rejectBroken(NOT_JSON, valueStart);
            }
        }

        private int offset(JsonLocation location) throws IOException {
            if (location.getByteOffset() < 0) {
                throw new IOException("not UTF-8");
            }
            return (int) location.getByteOffset();
        }

        private int rejectBroken(Reason reason, int from) {
            int next = nextLineThatStartsAnObject(from);
            reject(reason, null, null, from, next < 0 ? bytes.length : next);
            return next;
        }

        private int nextLineThatStartsAnObject(int from) {
            boolean atStartOfLine = false;
            for (int i = from; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    atStartOfLine = true;
                } else if (atStartOfLine && bytes[i] == '{') {
                    return i;
                } else if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                    atStartOfLine = false;
                }
            }
            return -1;
        }

        private void readValue(JsonParser json, int start, int valueStart) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                String text = json.getText();
                json.skipChildren();
                reject(
                        NOT_AN_OBJECT,
                        null,
                        text,
                        valueStart,
                        start + offset(json.currentLocation()));
                return;
            }
            draft.clear(new FieldValues(mapping.fields()));
            unusable = null;
            readObject(json, mapping.root());
            acceptOrReject(valueStart, start + offset(json.currentLocation()));
        }

        private void acceptOrReject(int from, int to) {
            try {
                accept(from, to);
            } catch (Unusable e) {
                reject(e.reason, e.field, e.value, from, to);
            }
        }

        private void readObject(JsonParser json, Node node) throws IOException {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                Node child = node.child(json.currentName());
                JsonToken token = json.nextToken();
                if (child == null) {
                    json.skipChildren();
                } else if (token == JsonToken.START_OBJECT && child.leadsOn()) {
                    readObject(json, child);
                } else {
                    take(json, token, child);
                    json.skipChildren();
                }
            }
        }

        private void take(JsonParser json, JsonToken token, Node node) throws IOException {
            if (node.target() == EventMapping.NOTHING || token == JsonToken.VALUE_NULL) {
                return;
            }
            try {
                switch (node.target()) {
                    case EventMapping.PLAYER:
                        draft.playerId = player(json, token, node);
                        break;
                    case EventMapping.TIME:
                        draft.eventTime = time(json, token, node);
                        draft.hasOwnTime = true;
                        break;
                    case EventMapping.ID:
                        String id = scalarText(json, token, node);
                        draft.eventId = id.isEmpty() ? null : id;
                        break;
                    case EventMapping.TYPE:
                        draft.eventType = scalarText(json, token, node);
                        break;
                    default:
                        takeField(json, token, node);
                }
            } catch (Unusable e) {
                if (unusable == null) {
                    unusable = e;
                }
            }
        }

        private String player(JsonParser json, JsonToken token, Node node)
                throws IOException, Unusable {
            if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
                throw new Unusable(BAD_PLAYER, node.path(), json.getText());
            }
            String player = json.getText();
            if (player.isEmpty()
                    || player.length() > EventLimits.MAX_PLAYER_LENGTH
                    || hasLoneSurrogate(player)) {
                throw new Unusable(BAD_PLAYER, node.path(), player);
            }
            return player;
        }

        private long time(JsonParser json, JsonToken token, Node node)
                throws IOException, Unusable {
            String text = json.getText();
            long time = EventTimes.UNREADABLE;
            if (isNumber(text)) {
                time = epochMillis(text);
            } else if (token == JsonToken.VALUE_STRING) {
                time = times.parse(text);
            }
            if (time == EventTimes.UNREADABLE) {
                throw new Unusable(BAD_TIME, node.path(), text);
            }
            return time;
        }

        private long epochMillis(String text) {
            try {
                if (mapping.timeUnit() == EventMapping.TimeUnit.EPOCH_S) {
                    return new BigDecimal(text)
                            .movePointRight(3)
                            .setScale(0, RoundingMode.FLOOR)
                            .longValueExact();
                }
                return Long.parseLong(text);
            } catch (NumberFormatException | ArithmeticException e) {
                return EventTimes.UNREADABLE;
            }
        }

        private String scalarText(JsonParser json, JsonToken token, Node node)
                throws IOException, Unusable {
            if (!token.isScalarValue()) {
                throw new Unusable(BAD_FIELD, node.path(), json.getText());
            }
            return json.getText();
        }

        private void takeField(JsonParser json, JsonToken token, Node node)
                throws IOException, Unusable {
            int index = node.target();
            FieldType type = mapping.fields().type(index);
            switch (type) {
                case INT:
                    draft.fields.setInteger(index, integer(json, token, node));
                    return;
                case DECIMAL:
                    draft.fields.setDecimal(index, decimal(json, token, node));
                    return;
                case BOOLEAN:
                    if (!token.isBoolean()) {
                        throw new Unusable(BAD_FIELD, node.path(), json.getText());
                    }
                    draft.fields.setBool(index, token == JsonToken.VALUE_TRUE);
                    return;
                case STRING:
                    draft.fields.setText(index, scalarText(json, token, node));
                    return;
            }
            throw new IllegalStateException("unknown type " + type);
        }

        private long integer(JsonParser json, JsonToken token, Node node)
                throws IOException, Unusable {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                try {
                    return json.getLongValue();
                } catch (InputCoercionException e) {
                    throw new Unusable(NOT_FINITE, node.path(), json.getText());
                }
            }
            BigDecimal number = number(json, token, node);
            // Otherwise 1e999999999 would be written out digit by digit.
            if (number.precision() - number.scale() > INTEGRAL_DIGITS_OF_A_LONG) {
                throw new Unusable(NOT_FINITE, node.path(), json.getText());
            }
            if (number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
                throw new Unusable(BAD_FIELD, node.path(), json.getText());
            }
            try {
                return number.longValueExact();
            } catch (ArithmeticException e) {
                throw new Unusable(NOT_FINITE, node.path(), json.getText());
            }
        }

        private double decimal(JsonParser json, JsonToken token, Node node)
                throws IOException, Unusable {
            double value =
                    token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT
                            ? json.getDoubleValue()
                            : number(json, token, node).doubleValue();
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new Unusable(NOT_FINITE, node.path(), json.getText());
            }
            return value;
        }

        /** A number written as a float, or as a string. */
        private BigDecimal number(JsonParser json, JsonToken token, Node node)
                throws IOException, Unusable {
            String text = json.getText();
            if (token == JsonToken.VALUE_NUMBER_FLOAT && json.isNaN()) {
                throw new Unusable(NOT_FINITE, node.path(), text);
            }
            if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_FLOAT) {
                throw new Unusable(BAD_FIELD, node.path(), text);
            }
            if (isNotFinite(text) || text.length() > MAX_NUMBER_LENGTH) {
                throw new Unusable(NOT_FINITE, node.path(), text);
            }
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw new Unusable(BAD_FIELD, node.path(), text);
            }
        }

        private void accept(int from, int to) throws Unusable {
            if (unusable != null) {
                throw unusable;
            }
            if (draft.playerId == null) {
                throw new Unusable(BAD_PLAYER, EventMapping.PLAYER_ID, null);
            }
            long time = draft.timeOr(arrivalTime);
            if (isInFuture(time, arrivalTime)) {
                throw new Unusable(FUTURE_TIME, EventMapping.EVENT_TIME, Long.toString(time));
            }
            if (isTooOld(time, arrivalTime)) {
                throw new Unusable(TOO_OLD, EventMapping.EVENT_TIME, Long.toString(time));
            }
            events.add(draft.finish(origin, arrivalTime, index(), bytes, from, to));
        }

        /** Of the event at hand in its record. */
        private int index() {
            return firstIndex + events.size() + deadLetters.size();
        }

        private void reject(Reason reason, String field, String value, int from, int to) {
            deadLetters.add(
                    DeadLetter.ofPart(
                            reason, field, value, origin, arrivalTime, index(), slice(from, to)));
        }

        private byte[] slice(int from, int to) {
            return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
        }
    }

    private static boolean isNumber(String text) {
        if (text.length() > MAX_NUMBER_LENGTH) {
            return false;
        }
        int start = text.startsWith("-") ? 1 : 0;
        boolean dot = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && !dot && i > start) {
                dot = true;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return text.length() > start;
    }

    private static boolean isNotFinite(String text) {
        return text.equals("NaN")
                || text.equals("Infinity")
                || text.equals("-Infinity")
                || text.equals("+Infinity");
    }

    /** UTF-8 has no form for half a surrogate pair: two such players would become one. */
    private static boolean hasLoneSurrogate(String text) {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return true;
            }
        }
        return false;
    }
}
