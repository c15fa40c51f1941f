package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Everything said about one board, and what it amounts to.
 *
 * <p>What is in force is what the messages make of each other in the order of their issue. It is
 * worked out anew with each one, so the order in which they arrive does not matter, and one that
 * arrives late finds the live board and the shadows of its time.
 */
final class BoardLog {

    /** The messages that one issued earlier can still take its place among. */
    static final int MAX_MESSAGES = 64;

    /** Every task has heard of the ends before these long ago. */
    private static final int MAX_RETIRED = 16;

    private static final int MAX_PROMOTIONS = 16;

    /** What became of a message. */
    static final class Outcome {

        private final boolean changed;
        private final boolean applied;
        private final String note;

        private Outcome(boolean changed, boolean applied, String note) {
            this.changed = changed;
            this.applied = applied;
            this.note = note;
        }

        /** Whether something is in force now that was not before. */
        boolean changed() {
            return changed;
        }

        /** Whether it has an effect, now or later, or would have one if there were a board. */
        boolean applied() {
            return applied;
        }

        /** What is worth knowing beside, or null. */
        String note() {
            return note;
        }
    }

    /** The lives after all messages, and what went wrong on the way. */
    private static final class Fold {

        private final BoardLives lives;
        private final Set<BoardMessage> faulty = new HashSet<>();
        private InvalidDefinitionException ownFault;
        private InvalidDefinitionException otherFault;
        private BoardMessage otherFaulty;
        private String note;

        private Fold(BoardLives base) {
            this.lives = base.copy();
        }
    }

    private final String board;

    /** What the forgotten messages amount to; the last of them, or null. */
    private BoardLives base;

    private MessageOrder baseOrder;
    private final TreeSet<BoardMessage> messages = new TreeSet<>();
    private long latestArrival = Long.MIN_VALUE;
    private BoardLives current;

    /** The tracks by the founders of their lives. */
    private final Map<MessageOrder, Integer> tracks = new LinkedHashMap<>();

    private final List<BoardTrack> retired = new ArrayList<>();
    private final List<Promotion> promotions = new ArrayList<>();

    BoardLog(String board) {
        this.board = board;
        this.base = new BoardLives(board);
        this.current = new BoardLives(board);
    }

    /** What is in force. */
    BoardLives lives() {
        return current;
    }

    int activeTracks() {
        return current.lives().size();
    }

    /** Whether nothing was ever said about it. */
    boolean isBlank() {
        return baseOrder == null && messages.isEmpty() && retired.isEmpty();
    }

    /** The first issue time that is surely not forgotten. */
    long firstIssueTime() {
        return baseOrder == null || baseOrder.issuedAt() == MessageOrder.FROM_PROPERTIES
                ? Long.MIN_VALUE
                : baseOrder.issuedAt() + 1;
    }

    /**
     * Takes a message to the others.
     *
     * @param otherTracks how many boards there are of other names, shadows included
     * @param trackIds where a new track takes its id from
     * @throws InvalidDefinitionException if it is wrong among them; then nothing has changed
     */
    Outcome add(
            BoardMessage message,
            ControlDeclarations declarations,
            int otherTracks,
            IntSupplier trackIds)
            throws InvalidDefinitionException {
        if (baseOrder != null && message.order().compareTo(baseOrder) <= 0) {
            return new Outcome(
                    false, false, "is older than the last messages about the board that are known");
        }
        if (messages.contains(message)) {
            return new Outcome(false, false, null);
        }
        Fold before = fold(null, declarations);
        messages.add(message);
        Fold after = fold(message, declarations);
        try {
            refuseFaults(message, before, after);
            checkSeasons(message, after, declarations);
            checkLimit(after, declarations.maxBoards(), otherTracks);
        } catch (InvalidDefinitionException e) {
            messages.remove(message);
            throw e;
        }
        latestArrival = Math.max(latestArrival, message.arrivalTime());
        long historySince = historySince(declarations);
        String shown = tracks(historySince).toUpdate().json();
        List<BoardTrack> old = activeTracks(historySince);
        current = after.lives;
        assignTracks(old, trackIds);
        notePromotions(old, message.order().id());
        boolean changed = !tracks(historySince).toUpdate().json().equals(shown);
        boolean kept = BoardLives.NO_BOARD.equals(after.note) && !isFollowed(message);
        if (messages.size() > MAX_MESSAGES) {
            forgetFirst(historySince);
        }
        return new Outcome(changed, changed || kept, after.note);
    }

    private static void refuseFaults(BoardMessage message, Fold before, Fold after)
            throws InvalidDefinitionException {
        if (after.ownFault != null) {
            throw after.ownFault;
        }
        if (after.otherFault != null && !before.faulty.containsAll(after.faulty)) {
            throw new InvalidDefinitionException(
                    "issued_at",
                    Long.toString(message.order().issuedAt()),
                    "makes the message '"
                            + after.otherFaulty.order().id()
                            + "' wrong, which was issued later: "
                            + after.otherFault.getMessage());
        }
    }

    /**
     * Refuses to take a season from scores that go on, whichever message says so in the end. Events
     * may come before the message that arrive after it, by as much as corrections reach back.
     */
    private void checkSeasons(BoardMessage message, Fold after, ControlDeclarations declarations)
            throws InvalidDefinitionException {
        if (message.arrivalTime() == MessageOrder.FROM_PROPERTIES) {
            return;
        }
        long countedUntil =
                message.arrivalTime()
                        + declarations.correctionsHorizon().toMillis()
                        + declarations.maxFuture().toMillis();
        for (BoardLife life : current.lives().values()) {
            for (BoardLife next : after.lives.lives().values()) {
                if (next.hasMember(life.founder())) {
                    Seasons.checkStarts(life.newest(), next.newest(), countedUntil);
                }
            }
        }
    }

    private void checkLimit(Fold after, int maxBoards, int otherTracks)
            throws InvalidDefinitionException {
        int tracksAfter = after.lives.lives().size();
        if (tracksAfter > activeTracks() && tracksAfter + otherTracks > maxBoards) {
            throw new InvalidDefinitionException(
                    "board",
                    board,
                    "there are "
                            + (activeTracks() + otherTracks)
                            + " boards already, shadows included: delete one first");
        }
    }

    /**
     * Works out what is in force. A message that was accepted keeps its effect, even if the rules
     * of acceptance have changed since.
     *
     * @param message whose fault is told from the others, or null
     */
    private Fold fold(BoardMessage message, ControlDeclarations declarations) {
        Fold fold = new Fold(base);
        for (BoardMessage one : messages) {
            try {
                fold.lives.check(one, declarations);
            } catch (InvalidDefinitionException e) {
                fold.faulty.add(one);
                if (one.equals(message)) {
                    fold.ownFault = e;
                    return fold;
                }
                fold.otherFault = e;
                fold.otherFaulty = one;
            }
            String note = fold.lives.apply(one);
            if (one.equals(message)) {
                fold.note = note;
            }
        }
        return fold;
    }

    /** Whether something was said later about the same live board or shadow. */
    private boolean isFollowed(BoardMessage message) {
        for (BoardMessage later : messages.tailSet(message, false)) {
            if (later.shadowVersion() == message.shadowVersion()) {
                return true;
            }
        }
        return false;
    }

    private long historySince(ControlDeclarations declarations) {
        return latestArrival == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : latestArrival - declarations.history().toMillis();
    }

    private List<BoardTrack> activeTracks(long historySince) {
        List<BoardTrack> active = new ArrayList<>();
        current.lives()
                .forEach(
                        (version, life) ->
                                active.add(
                                        life.track(
                                                tracks.get(life.founder()),
                                                board,
                                                version,
                                                historySince)));
        return active;
    }

    /**
     * A life goes on with its track, even if a message issued before its founder came later; a
     * track of which scores may be from before the life started ends.
     */
    private void assignTracks(List<BoardTrack> old, IntSupplier trackIds) {
        Map<MessageOrder, Integer> assigned = new LinkedHashMap<>();
        Map<MessageOrder, Integer> left = new LinkedHashMap<>(tracks);
        for (BoardLife life : current.lives().values()) {
            Integer id = left.remove(life.founder());
            if (id != null) {
                assigned.put(life.founder(), id);
            }
        }
        for (BoardLife life : current.lives().values()) {
            if (!assigned.containsKey(life.founder())) {
                Integer id = removeMember(left, life);
                assigned.put(life.founder(), id == null ? trackIds.getAsInt() : id);
            }
        }
        for (BoardTrack track : old) {
            if (!assigned.containsValue(track.id())) {
                retired.add(track.retire());
            }
        }
        while (retired.size() > MAX_RETIRED) {
            retired.remove(0);
        }
        tracks.clear();
        tracks.putAll(assigned);
    }

    /** The track of which the life has taken the founder over, or null. */
    private static Integer removeMember(Map<MessageOrder, Integer> tracks, BoardLife life) {
        for (MessageOrder founder : tracks.keySet()) {
            if (life.hasMember(founder)) {
                return tracks.remove(founder);
            }
        }
        return null;
    }

    private void notePromotions(List<BoardTrack> old, String messageId) {
        Map<Integer, Integer> before = new LinkedHashMap<>();
        Map<Integer, Integer> after = new LinkedHashMap<>();
        current.lives().forEach((version, life) -> after.put(tracks.get(life.founder()), version));
        old.forEach(track -> before.put(track.id(), track.shadowVersion()));
        before.keySet().retainAll(after.keySet());
        after.keySet().retainAll(before.keySet());
        for (Promotion promotion : Promotion.between(before, after, messageId)) {
            promotions.add(promotion);
            // What is left of the tracks that ended moves with the keys.
            retired.replaceAll(track -> track.movedBy(promotion));
        }
        while (promotions.size() > MAX_PROMOTIONS) {
            promotions.remove(0);
        }
    }

    private void forgetFirst(long historySince) {
        BoardMessage first = messages.pollFirst();
        base.apply(first);
        base.forgetBefore(historySince);
        baseOrder = first.order();
        BoardLives folded = base.copy();
        messages.forEach(folded::apply);
        current = folded;
    }

    /** The track of the live board or of a shadow, or null. */
    BoardTrack activeTrack(int shadowVersion, ControlDeclarations declarations) {
        BoardLife life = current.life(shadowVersion);
        return life == null
                ? null
                : life.track(
                        tracks.get(life.founder()),
                        board,
                        shadowVersion,
                        historySince(declarations));
    }

    /** Every track, ended ones included. */
    BoardTracks tracks(ControlDeclarations declarations) {
        return tracks(historySince(declarations));
    }

    private BoardTracks tracks(long historySince) {
        List<BoardTrack> all = new ArrayList<>(retired);
        all.addAll(activeTracks(historySince));
        all.sort(Comparator.comparingInt(BoardTrack::id));
        return new BoardTracks(board, all, promotions);
    }

    /**
     * Forgets what does not fit the declarations any more and is not in force: tracks that ended,
     * and definitions that only another message could bring back.
     */
    void forgetIf(Predicate<BoardDefinition> unfit) {
        retired.removeIf(
                track -> track.rules().stream().anyMatch(rule -> unfit.test(rule.definition())));
        Set<MessageOrder> inForce = new HashSet<>();
        for (BoardLife life : current.lives().values()) {
            life.rules().entries().forEach(rule -> inForce.add(rule.order()));
        }
        Map<Integer, Integer> ids = new LinkedHashMap<>();
        current.lives().forEach((version, life) -> ids.put(version, tracks.get(life.founder())));
        messages.removeIf(
                message ->
                        message.rule() != null
                                && !inForce.contains(message.rule().order())
                                && unfit.test(message.rule().definition()));
        current = base.copy();
        messages.forEach(current::apply);
        tracks.clear();
        current.lives().forEach((version, life) -> tracks.put(life.founder(), ids.get(version)));
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("base", base.toJson());
        if (baseOrder != null) {
            baseOrder.addTo(json.putObject("base_order"));
        }
        if (latestArrival != Long.MIN_VALUE) {
            json.put("latest_arrival", latestArrival);
        }
        ArrayNode said = json.putArray("messages");
        messages.forEach(message -> said.add(message.toJson()));
        ArrayNode ids = json.putArray("tracks");
        tracks.forEach((founder, id) -> founder.addTo(ids.addObject()).put("track", id));
        ArrayNode ended = json.putArray("retired");
        retired.forEach(track -> ended.add(track.toJson()));
        ArrayNode promoted = json.putArray("promotions");
        promotions.forEach(promotion -> promoted.add(promotion.toJson()));
        return json;
    }

    static BoardLog parse(String board, JsonNode json) {
        BoardLog log = new BoardLog(board);
        log.base = BoardLives.parse(board, json.required("base"));
        JsonNode baseOrder = json.get("base_order");
        log.baseOrder = baseOrder == null ? null : MessageOrder.of(0, baseOrder);
        log.latestArrival =
                json.has("latest_arrival")
                        ? json.get("latest_arrival").longValue()
                        : Long.MIN_VALUE;
        json.required("messages").forEach(said -> log.messages.add(BoardMessage.parse(said)));
        json.required("tracks")
                .forEach(
                        track ->
                                log.tracks.put(
                                        MessageOrder.of(0, track),
                                        track.required("track").intValue()));
        json.required("retired").forEach(track -> log.retired.add(BoardTrack.parse(board, track)));
        json.required("promotions")
                .forEach(promotion -> log.promotions.add(Promotion.parse(promotion)));
        log.current = log.base.copy();
        log.messages.forEach(log.current::apply);
        return log;
    }
}
