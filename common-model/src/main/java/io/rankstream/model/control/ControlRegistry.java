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

    private static final ControlEnvelope NOTHING_READABLE =
            new ControlEnvelope(null, null, null, null, null, null);

    private final ControlDeclarations declarations;
    private final DefinitionCheck check;
    private final Map<String, BoardLives> boards = new TreeMap<>();
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
        if (known != null) {
            InvalidDefinitionException difference = DefinitionCheck.difference(known, definition);
            if (difference != null) {
                throw difference;
            }
            return;
        }
        check.check(definition);
        BoardLife life = life(definition);
        boolean older =
                !life.rules().isEmpty()
                        && life.rules().newest().definition().version() > definition.version();
        if (older && issuedAt != MessageOrder.FROM_PROPERTIES) {
            return;
        }
        long effectiveFrom = life.rules().isEmpty() ? Long.MIN_VALUE : issuedAt;
        if (definition.effectiveFrom() != null) {
            effectiveFrom = definition.effectiveFrom();
        }
        put(life, new BoardRule(definition, effectiveFrom, issuedAt, ""), Long.MIN_VALUE);
    }

    /** What was said of a version before, by properties or by a message; or null. */
    private BoardDefinition sameVersion(BoardDefinition definition) {
        BoardDefinition known = propertyBoards.get(key(definition));
        if (known != null) {
            return known;
        }
        for (BoardRule rule : life(definition).rules().entries()) {
            if (rule.definition().version() == definition.version()) {
                return rule.definition();
            }
        }
        return null;
    }

    private static String key(BoardDefinition definition) {
        return definition.board() + ":v" + definition.version();
    }

    private BoardLives lives(String board) {
        return boards.computeIfAbsent(board, BoardLives::new);
    }

    private BoardLife life(BoardDefinition definition) {
        return lives(definition.board()).life(shadowVersion(definition));
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
            case BOARD_RESUME:
                return pauseBoard(message, arrivalTime);
            case BOARD_DELETE:
                return deleteBoard(message, arrivalTime);
            case PARAM_PUT:
                return putParameter(message, arrivalTime);
            case PLAYER_BAN:
                return passOn(
                        message,
                        PlayerMessage.ban(
                                message.name(), message.issuedAt(), message.id(), arrivalTime));
            case PLAYER_UNBAN:
                return passOn(
                        message,
                        PlayerMessage.unban(
                                message.name(), message.issuedAt(), message.id(), arrivalTime));
        }
        throw new IllegalStateException("unknown type " + message.type());
    }

    private ControlDecision putBoard(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        BoardDefinition definition = message.definition();
        check.check(definition);
        long effectiveFrom =
                definition.effectiveFrom() == null ? arrivalTime : definition.effectiveFrom();
        BoardRule rule = new BoardRule(definition, effectiveFrom, message.issuedAt(), message.id());
        boolean applied =
                put(life(definition), rule, arrivalTime - declarations.history().toMillis());
        return boardDecision(message, applied, applied, null, arrivalTime);
    }

    /** Returns whether the rule is ever in force. */
    private boolean put(BoardLife life, BoardRule rule, long historySince)
            throws InvalidDefinitionException {
        if (life.isDeletedAfter(rule)) {
            return false;
        }
        BoardDefinition definition = rule.definition();
        checkVersion(lives(definition.board()), life, definition.version());
        if (life.isActive()) {
            DefinitionCheck.checkSuccession(life.rules().newest().definition(), definition);
        } else {
            checkLimit(definition);
            life.startTrack(nextTrackId++);
        }
        return life.put(rule, historySince);
    }

    /** Keys tell a live version from a shadow of the same number, people do not. */
    private static void checkVersion(BoardLives lives, BoardLife life, int version)
            throws InvalidDefinitionException {
        boolean live = life.shadowVersion() == BoardAddress.LIVE;
        if (live ? lives.hasShadow(version) : lives.hasLiveVersion(version)) {
            throw new InvalidDefinitionException(
                    "version",
                    Integer.toString(version),
                    live
                            ? "is the version of a shadow: use another version"
                            : "is a version of the live board: use another version");
        }
    }

    private void checkLimit(BoardDefinition definition) throws InvalidDefinitionException {
        int active = 0;
        for (BoardLives lives : boards.values()) {
            active += lives.activeTracks();
        }
        if (active >= declarations.maxBoards()) {
            throw new InvalidDefinitionException(
                    "board",
                    definition.board(),
                    "there are " + active + " boards already, shadows included: delete one first");
        }
    }

    private ControlDecision pauseBoard(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        BoardLife life = lifeOf(message);
        boolean paused = message.type() == ControlMessage.Type.BOARD_PAUSE;
        boolean applied = life.pause(message.envelope().order(), paused);
        return boardDecision(message, applied, life.isActive(), noteOn(life), arrivalTime);
    }

    private ControlDecision deleteBoard(ControlMessage message, long arrivalTime)
            throws InvalidDefinitionException {
        BoardLife life = lifeOf(message);
        String note = noteOn(life);
        boolean last = life.delete(message.envelope().order());
        boolean ends = life.mustEnd();
        if (ends) {
            lives(message.name()).retire(life.track());
            life.endTrack();
            if (!life.rules().isEmpty()) {
                life.startTrack(nextTrackId++);
            }
        }
        boolean applied = last && (ends || !life.isActive());
        return boardDecision(message, applied, ends, note, arrivalTime);
    }

    private BoardLife lifeOf(ControlMessage message) throws InvalidDefinitionException {
        BoardLives lives = lives(message.name());
        int version = message.shadowVersion();
        if (version != BoardAddress.LIVE && lives.hasLiveVersion(version)) {
            throw new InvalidDefinitionException(
                    "version",
                    Integer.toString(version),
                    "must be the version of a shadow: leave it out for the live board");
        }
        return lives.life(version);
    }

    private static String noteOn(BoardLife life) {
        return life.isActive() ? null : "there is no such board: kept for when it comes";
    }

    private ControlDecision boardDecision(
            ControlMessage message,
            boolean applied,
            boolean changed,
            String note,
            long arrivalTime) {
        List<ControlUpdate> updates =
                applied && changed ? List.of(lives(message.name()).tracks().toUpdate()) : List.of();
        return new ControlDecision(status(message, applied, note, arrivalTime), updates, List.of());
    }

    private ControlStatus status(
            ControlMessage message, boolean applied, String note, long arrivalTime) {
        return ControlStatus.of(
                applied ? Result.APPLIED : Result.SUPERSEDED,
                message.envelope(),
                applied ? note : null,
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
        long effectiveFrom =
                message.effectiveFrom() == null ? arrivalTime : message.effectiveFrom();
        ParameterHistory changed =
                history.with(effectiveFrom, message.issuedAt(), message.id(), value);
        boolean applied = changed != history;
        List<ControlUpdate> updates = new ArrayList<>();
        if (applied) {
            changed = changed.since(arrivalTime - declarations.history().toMillis());
            parameters.put(message.name(), changed);
            updates.add(changed.toUpdate());
        }
        return new ControlDecision(status(message, applied, null, arrivalTime), updates, List.of());
    }

    private ControlDecision passOn(ControlMessage message, PlayerMessage playerMessage) {
        return new ControlDecision(
                status(message, true, null, playerMessage.arrivalTime()),
                List.of(),
                List.of(playerMessage));
    }

    /** What is in force of the subject of a message. */
    private ObjectNode inForce(ControlEnvelope envelope, long time) {
        ObjectNode inForce = JsonNodeFactory.instance.objectNode();
        String subject = envelope.subject() == null ? "" : envelope.subject();
        if (subject.startsWith(ControlUpdate.BOARD)) {
            BoardLives lives = boards.get(subject.substring(ControlUpdate.BOARD.length()));
            if (lives != null) {
                lives.addVersions(time, inForce);
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
        for (BoardLives lives : boards.values()) {
            BoardTracks tracks = lives.tracks();
            if (!tracks.tracks().isEmpty()) {
                updates.add(tracks.toUpdate());
            }
        }
        return updates;
    }

    /** The whole state, for a checkpoint. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("next_track", nextTrackId);
        ObjectNode boardsJson = json.putObject("boards");
        for (Map.Entry<String, BoardLives> board : boards.entrySet()) {
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
        nextTrackId = json.required("next_track").intValue();
        Iterator<Map.Entry<String, JsonNode>> fields = json.required("boards").fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            BoardLives lives = BoardLives.parse(field.getKey(), field.getValue());
            checkAgain(lives);
            boards.put(field.getKey(), lives);
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
     * still fit, what has ended is forgotten.
     */
    private void checkAgain(BoardLives lives) throws InvalidDefinitionException {
        lives.removeRetiredIf(track -> firstFault(track) != null);
        for (BoardTrack track : lives.tracks().tracks()) {
            InvalidDefinitionException fault = firstFault(track);
            if (fault != null) {
                throw fault;
            }
        }
    }

    private InvalidDefinitionException firstFault(BoardTrack track) {
        for (BoardRule rule : track.rules()) {
            try {
                check.check(rule.definition());
            } catch (InvalidDefinitionException e) {
                return ofBoard(rule.definition(), e);
            }
        }
        return null;
    }
}
