package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardMode;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.control.ControlStatus.Result;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.player.PlayerMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides on control messages, and knows everything that is in force.
 *
 * <p>Of several messages about one subject the last said counts, by version, issue time and id,
 * whatever the order in which they arrive. A board or parameter has one definition or value at each
 * event time: the last said of those that are effective by then.
 */
public final class ControlRegistry {

    /** Of {@link #toJson}. */
    private static final int FORMAT = 1;

    private static final ControlEnvelope NOTHING_READABLE =
            new ControlEnvelope(null, null, null, null, null, null);

    private final ControlDeclarations declarations;
    private final DefinitionCheck check;
    private final Map<String, BoardLog> boards = new TreeMap<>();
    private final Map<String, ParameterHistory> parameters = new LinkedHashMap<>();

    /** What properties said of each board and version, by its key. */
    private final Map<String, BoardDefinition> propertyBoards = new TreeMap<>();

    private int nextTrackId = 1;

    private ControlRegistry(ControlDeclarations declarations) {
        this.declarations = declarations;
        this.check = new DefinitionCheck(declarations);
        for (ParameterDeclaration parameter : declarations.parameters()) {
            parameters.put(parameter.name(), ParameterHistory.of(parameter));
        }
    }

    /**
     * A registry that knows what properties say and has heard no message.
     *
     * @throws InvalidDefinitionException if a board is not right; its field names the board
     */
    public ControlRegistry(ControlDeclarations declarations, List<BoardDefinition> propertyBoards)
            throws InvalidDefinitionException {
        this(declarations);
        putPropertyBoards(propertyBoards, MessageOrder.FROM_PROPERTIES);
    }

    /**
     * The registry that {@link #toJson} has written, under the properties of now.
     *
     * @param startTime when the boards that are new in the properties were said, epoch milliseconds
     * @throws InvalidDefinitionException if a board in the properties is not right or was changed
     *     under its old version, or if what is in force does not fit the declarations any more
     */
    public static ControlRegistry fromJson(
            String json,
            ControlDeclarations declarations,
            List<BoardDefinition> propertyBoards,
            long startTime)
            throws InvalidDefinitionException {
        ControlRegistry registry = new ControlRegistry(declarations);
        registry.read(AcceptedJson.parse(json));
        registry.putPropertyBoards(propertyBoards, startTime);
        return registry;
    }

    private void putPropertyBoards(List<BoardDefinition> definitions, long issuedAt)
            throws InvalidDefinitionException {
        List<BoardDefinition> sorted = new ArrayList<>(definitions);
        sorted.sort(
                Comparator.comparing(BoardDefinition::board)
                        .thenComparingInt(BoardDefinition::version));
        for (BoardDefinition definition : sorted) {
            try {
                putPropertyBoard(definition, issuedAt);
            } catch (InvalidDefinitionException e) {
                throw ofBoard(definition, e);
            }
        }
    }

    private static InvalidDefinitionException ofBoard(
            BoardDefinition definition, InvalidDefinitionException e) {
        return new InvalidDefinitionException(
                "board "
                        + definition.board()
                        + " version "
                        + definition.version()
                        + " "
                        + e.field(),
                e.value(),
                e.rule());
    }

    private void putPropertyBoard(BoardDefinition definition, long issuedAt)
            throws InvalidDefinitionException {
        BoardDefinition known = sameVersion(definition);
        propertyBoards.put(key(definition), definition);
        BoardLog log = log(definition.board());
        if (known != null) {
            BoardMode place = log.lives().placeOf(definition.version());
            InvalidDefinitionException difference =
                    DefinitionCheck.difference(known, definition, place);
            if (difference != null) {
                throw difference;
            }
            return;
        }
        check.check(definition);
        BoardLife life = log.lives().life(shadowVersion(definition));
        boolean fromTheBeginning = issuedAt == MessageOrder.FROM_PROPERTIES;
        if (life != null && !fromTheBeginning && life.newest().version() > definition.version()) {
            return;
        }
        long effectiveFrom = life == null ? Long.MIN_VALUE : issuedAt;
        if (definition.effectiveFrom() != null) {
            effectiveFrom = definition.effectiveFrom();
        }
        long saidAt = Math.max(issuedAt, log.firstIssueTime());
        MessageOrder order = new MessageOrder(0, saidAt, propertyId(definition));
        add(
                log,
                BoardMessage.put(
                        new BoardRule(definition, effectiveFrom, order),
                        shadowVersion(definition),
                        issuedAt,
                        definition.reset()));
    }

    /** Tells the boards of the properties apart, which were all said at once. */
    private static String propertyId(BoardDefinition definition) {
        return String.format(Locale.ROOT, "properties-v%010d", definition.version());
    }

    /** What was said of a version before, by properties or by a message; or null. */
    private BoardDefinition sameVersion(BoardDefinition definition) {
        BoardDefinition known = propertyBoards.get(key(definition));
        if (known != null) {
            return known;
        }
        return log(definition.board()).lives().definition(definition.version());
    }

    private static String key(BoardDefinition definition) {
        return definition.board() + ":v" + definition.version();
    }

    private BoardLog log(String board) {
        return boards.computeIfAbsent(board, BoardLog::new);
    }

    private static int shadowVersion(BoardDefinition definition) {
        return definition.mode() == BoardMode.SHADOW ? definition.version() : BoardAddress.LIVE;
    }

    /**
     * Decides on one record of the control stream.
     *
     * @param arrivalTime when the stream took it, epoch milliseconds
     */
    public ControlDecision apply(byte[] record, long arrivalTime, RecordOrigin origin) {
        ControlEnvelope readable = NOTHING_READABLE;
        try {
            JsonNode json = ControlMessage.parseJson(record);
            readable = ControlEnvelope.readable(json);
            ControlMessage message = ControlMessage.parse(json, origin);
            readable = message.envelope();
            return apply(message, arrivalTime);
        } catch (InvalidDefinitionException e) {
            ControlStatus status =
                    ControlStatus.rejected(
                            readable, origin, e, arrivalTime, inForce(readable, arrivalTime));
            return new ControlDecision(status, List.of(), List.of());
        }
    }

    private ControlDecision apply(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        switch (message.type()) {
            case BOARD_PUT:
                return putBoard(message, arrivalTime);
            case BOARD_PAUSE:
                return tellBoard(message, BoardMessage.Kind.PAUSE, arrivalTime);
            case BOARD_RESUME:
                return tellBoard(message, BoardMessage.Kind.RESUME, arrivalTime);
            case BOARD_DELETE:
                return tellBoard(message, BoardMessage.Kind.DELETE, arrivalTime);
            case BOARD_RESET:
                return resetBoard(message, arrivalTime);
            case BOARD_PROMOTE:
                return promote(message, arrivalTime);
            case SEASON_END:
                return endSeason(message, arrivalTime);
            case PARAM_PUT:
                return putParameter(message, arrivalTime);
            case PLAYER_BAN:
                return ban(message, arrivalTime);
            case PLAYER_UNBAN:
                return passOn(
                        message,
                        null,
                        PlayerMessage.unban(
                                message.name(), message.issuedAt(), message.id(), arrivalTime));
            case PLAYER_ERASE:
                return passOn(
                        message,
                        null,
                        PlayerMessage.erase(
                                message.name(), message.issuedAt(), message.id(), arrivalTime));
            case EVENT_RETRACT:
                return passOn(
                        message,
                        null,
                        PlayerMessage.retract(
                                message.name(),
                                message.issuedAt(),
                                message.id(),
                                arrivalTime,
                                message.eventId()));
            case SCORE_ADJUST:
                return adjust(message, arrivalTime);
        }
        throw new IllegalStateException("unknown type " + message.type());
    }

    /**
     * From when a message takes effect: what it names, by default its arrival, but not before what
     * can still be corrected.
     *
     * @param named epoch milliseconds, or null
     */
    private long effective(Long named, long arrivalTime) {
        return named == null ? arrivalTime : Math.max(named, correctableSince(arrivalTime));
    }

    private long correctableSince(long arrivalTime) {
        return arrivalTime - declarations.correctionsHorizon().toMillis();
    }

    /** Says so if a message takes effect later than it names; else null. */
    private String noteOnTime(String field, Long named, long arrivalTime) {
        if (named == null || named >= correctableSince(arrivalTime)) {
            return null;
        }
        return field
                + " "
                + Times.shown(named)
                + " is before the corrections horizon: it holds from "
                + Times.shown(correctableSince(arrivalTime));
    }

    private ControlDecision putBoard(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        BoardDefinition definition = message.definition();
        check.check(definition);
        Long named = definition.effectiveFrom();
        BoardRule rule =
                new BoardRule(
                        definition, effective(named, arrivalTime), message.envelope().order());
        return tellBoard(
                message,
                BoardMessage.put(rule, shadowVersion(definition), arrivalTime, message.insistent()),
                noteOnTime("effective_from", named, arrivalTime),
                arrivalTime);
    }

    private ControlDecision tellBoard(
            ControlMessage message, BoardMessage.Kind kind, long arrivalTime)
            throws InvalidDefinitionException {
        return tellBoard(
                message,
                BoardMessage.of(
                        kind, message.envelope().order(), message.shadowVersion(), arrivalTime),
                null,
                arrivalTime);
    }

    private ControlDecision resetBoard(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        Long named = message.effectiveFrom();
        return tellBoard(
                message,
                BoardMessage.reset(
                        message.envelope().order(),
                        message.shadowVersion(),
                        arrivalTime,
                        effective(named, arrivalTime)),
                noteOnTime("effective_from", named, arrivalTime),
                arrivalTime);
    }

    private ControlDecision promote(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        return tellBoard(
                message,
                BoardMessage.promote(
                        message.envelope().order(),
                        message.shadowVersion(),
                        arrivalTime,
                        message.insistent()),
                null,
                arrivalTime);
    }

    private ControlDecision endSeason(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        Long named = message.effectiveFrom();
        return tellBoard(
                message,
                BoardMessage.seasonEnd(
                        message.envelope().order(),
                        message.shadowVersion(),
                        arrivalTime,
                        message.season(),
                        effective(named, arrivalTime)),
                noteOnTime("at", named, arrivalTime),
                arrivalTime);
    }

    private ControlDecision tellBoard(
            ControlMessage message, BoardMessage said, String noteOnTime, long arrivalTime)
            throws InvalidDefinitionException {
        BoardLog log = log(message.name());
        BoardLog.Outcome outcome = add(log, said);
        List<ControlUpdate> updates =
                outcome.changed() ? List.of(log.tracks(declarations).toUpdate()) : List.of();
        String note = outcome.note() == null && outcome.applied() ? noteOnTime : outcome.note();
        return new ControlDecision(
                status(message, outcome.applied(), note, arrivalTime), updates, List.of());
    }

    private BoardLog.Outcome add(BoardLog log, BoardMessage message)
            throws InvalidDefinitionException {
        int others = -log.activeTracks();
        for (BoardLog other : boards.values()) {
            others += other.activeTracks();
        }
        return log.add(message, declarations, others, () -> nextTrackId++);
    }

    private ControlStatus status(
            ControlMessage message, boolean applied, String note, long arrivalTime) {
        return ControlStatus.of(
                applied ? Result.APPLIED : Result.SUPERSEDED,
                message.envelope(),
                note,
                arrivalTime,
                inForce(message.envelope(), arrivalTime));
    }

    private ControlDecision putParameter(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        ParameterHistory history = parameters.get(message.name());
        if (history == null) {
            throw new InvalidDefinitionException(
                    "name",
                    message.name(),
                    parameters.isEmpty()
                            ? "must be a declared parameter, but none is declared"
                            : "must be a declared parameter: known are "
                                    + String.join(", ", parameters.keySet()));
        }
        Object value = history.type().read("value", message.value());
        Long named = message.effectiveFrom();
        ParameterHistory changed =
                history.with(
                        effective(named, arrivalTime), message.issuedAt(), message.id(), value);
        boolean applied = changed != history;
        List<ControlUpdate> updates = new ArrayList<>();
        if (applied) {
            changed = changed.since(arrivalTime - declarations.history().toMillis());
            parameters.put(message.name(), changed);
            updates.add(changed.toUpdate());
        }
        String note = applied ? noteOnTime("effective_from", named, arrivalTime) : null;
        return new ControlDecision(status(message, applied, note, arrivalTime), updates, List.of());
    }

    private ControlDecision ban(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        Long from = message.effectiveFrom();
        Long until = message.until();
        if (from == null && until == null) {
            return passOn(
                    message,
                    null,
                    PlayerMessage.ban(
                            message.name(), message.issuedAt(), message.id(), arrivalTime));
        }
        if (from == null && until <= arrivalTime) {
            throw new InvalidDefinitionException(
                    "until", Times.shown(until), "must be after from, which is the arrival");
        }
        return passOn(
                message,
                noteOnTime("from", from, arrivalTime),
                PlayerMessage.ban(
                        message.name(),
                        message.issuedAt(),
                        message.id(),
                        arrivalTime,
                        effective(from, arrivalTime),
                        until == null ? PlayerMessage.FOREVER : until));
    }

    private ControlDecision adjust(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        long eventTime = message.effectiveFrom() == null ? arrivalTime : message.effectiveFrom();
        if (eventTime < correctableSince(arrivalTime) || eventTime > arrivalTime) {
            throw new InvalidDefinitionException(
                    "event_time",
                    Times.shown(eventTime),
                    "must be from "
                            + Times.shown(correctableSince(arrivalTime))
                            + ", as far as corrections go back, to the arrival");
        }
        BoardLog log = log(message.board());
        BoardTrack track = log.activeTrack(message.shadowVersion(), declarations);
        if (track == null) {
            throw new InvalidDefinitionException(
                    message.shadowVersion() == BoardAddress.LIVE ? "board" : "version",
                    message.shadowVersion() == BoardAddress.LIVE
                            ? message.board()
                            : Integer.toString(message.shadowVersion()),
                    message.shadowVersion() == BoardAddress.LIVE
                            ? "must be the name of a board: there is no such one"
                            : "must be the version of a shadow: leave it out for the live board");
        }
        Adjustments.check(track, message.amount(), eventTime);
        return passOn(
                message,
                null,
                PlayerMessage.adjust(
                                message.name(),
                                message.issuedAt(),
                                message.id(),
                                arrivalTime,
                                message.board(),
                                message.shadowVersion(),
                                message.amount(),
                                eventTime)
                        .onTrack(track.id()));
    }

    private ControlDecision passOn(
            ControlMessage message, String note, PlayerMessage playerMessage) {
        return new ControlDecision(
                status(message, true, note, playerMessage.arrivalTime()),
                List.of(),
                List.of(playerMessage));
    }

    /** What is in force of the subject of a message. */
    private ObjectNode inForce(ControlEnvelope envelope, long time) {
        ObjectNode inForce = JsonNodeFactory.instance.objectNode();
        String subject = envelope.subject() == null ? "" : envelope.subject();
        if (subject.startsWith(ControlUpdate.BOARD)) {
            BoardLog log = boards.get(subject.substring(ControlUpdate.BOARD.length()));
            if (log != null) {
                log.lives().addVersions(time, inForce);
            }
        } else if (subject.startsWith(ControlUpdate.PARAMETER)) {
            String name = subject.substring(ControlUpdate.PARAMETER.length());
            ParameterHistory history = parameters.get(name);
            if (history != null) {
                inForce.putPOJO(name, history.valueAt(time));
            }
        }
        return inForce;
    }

    /** Everything that is known of boards and parameters: what a task that knows nothing needs. */
    public List<ControlUpdate> updates() {
        List<ControlUpdate> updates = new ArrayList<>();
        parameters.values().forEach(history -> updates.add(history.toUpdate()));
        for (BoardLog log : boards.values()) {
            BoardTracks tracks = log.tracks(declarations);
            if (!tracks.tracks().isEmpty()) {
                updates.add(tracks.toUpdate());
            }
        }
        return updates;
    }

    /** The whole state, for a checkpoint. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", FORMAT).put("next_track", nextTrackId);
        ObjectNode boardsJson = json.putObject("boards");
        for (Map.Entry<String, BoardLog> board : boards.entrySet()) {
            if (!board.getValue().isBlank()) {
                boardsJson.set(board.getKey(), board.getValue().toJson());
            }
        }
        ObjectNode parametersJson = json.putObject("parameters");
        parameters.forEach((name, history) -> parametersJson.put(name, history.toUpdate().json()));
        ObjectNode properties = json.putObject("property_boards");
        propertyBoards.forEach((key, definition) -> properties.set(key, definition.json()));
        return json.toString();
    }

    private void read(JsonNode json) throws InvalidDefinitionException {
        int format = json.path("version").asInt();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "the control registry is of version " + format + ", known is " + FORMAT);
        }
        nextTrackId = json.required("next_track").intValue();
        Iterator<Map.Entry<String, JsonNode>> fields = json.required("boards").fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            BoardLog log = BoardLog.parse(field.getKey(), field.getValue());
            checkAgain(log);
            boards.put(field.getKey(), log);
        }
        for (ParameterDeclaration declaration : declarations.parameters()) {
            JsonNode history = json.required("parameters").path(declaration.name());
            if (history.isTextual()) {
                ControlUpdate update =
                        new ControlUpdate(
                                ControlUpdate.PARAMETER + declaration.name(), history.textValue());
                parameters.put(
                        declaration.name(), ParameterHistory.parse(update).declaredAs(declaration));
            }
        }
        fields = json.required("property_boards").fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            propertyBoards.put(field.getKey(), BoardDefinition.parse(field.getValue()));
        }
    }

    /**
     * Declarations may have changed since the definitions were accepted: what is in force must
     * still fit, what has ended or never came into force is forgotten.
     */
    private void checkAgain(BoardLog log) throws InvalidDefinitionException {
        log.forgetIf(definition -> fault(definition) != null);
        for (BoardTrack track : log.tracks(declarations).tracks()) {
            for (BoardRule rule : track.rules()) {
                InvalidDefinitionException fault = fault(rule.definition());
                if (fault != null) {
                    throw ofBoard(rule.definition(), fault);
                }
            }
        }
    }

    private InvalidDefinitionException fault(BoardDefinition definition) {
        try {
            check.check(definition);
            return null;
        } catch (InvalidDefinitionException e) {
            return e;
        }
    }
}
