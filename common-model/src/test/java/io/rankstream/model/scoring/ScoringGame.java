package io.rankstream.model.scoring;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.ParameterType;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.standings.FinalScore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Drives {@link MemoryScoring} with boards, rows and events that are quick to write down, and keeps
 * what it says.
 */
final class ScoringGame {

    static final FieldSchema FIELDS = FieldSchema.parse("points:int,weight:decimal,room:string");
    static final FieldSchema COLUMNS = FieldSchema.parse("alias:string,country:string,is_bot:int");
    static final Duration HORIZON = Duration.ofDays(8);
    static final Duration PARKING = Duration.ofSeconds(30);
    static final Duration SLACK = Duration.ofSeconds(2);
    static final Duration ERASE_AFTER = Duration.ofDays(7);
    static final Duration CORRECTIONS = Duration.ofHours(1);
    static final int MAX_PARKED = 10;

    private final Map<String, Map<String, String>> profiles = new TreeMap<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<BoardCommand> commands = new ArrayList<>();
    private final DimensionSchema profile =
            new DimensionSchema("player", COLUMNS, new FieldValues(COLUMNS));
    private final Map<String, FinalScore> finals = new TreeMap<>();
    private final List<BytesPlayerStore> stores = new ArrayList<>();
    private final ScoringRules rules;
    private final MemoryScoring scoring;

    private int sequence;

    ScoringGame() {
        this(limits().withCorrections(CORRECTIONS));
    }

    /** Without corrections and sessions. */
    static ScoringLimits limits() {
        return new ScoringLimits(HORIZON, PARKING, MAX_PARKED, SLACK, ERASE_AFTER);
    }

    ScoringGame(ScoringLimits limits) {
        Map<String, ParameterType> parameters = new HashMap<>();
        parameters.put("is_bot", ParameterType.INT);
        rules =
                new ScoringRules(
                        FIELDS,
                        profile,
                        new ExpressionCompiler(FIELDS, Map.of("player", profile), parameters),
                        List.of("alias"),
                        limits);
        scoring =
                new MemoryScoring(
                        rules, limits, this::take, deadLetters::add, this::take, this::newStore);
    }

    private MemoryPlayerStore newStore() {
        stores.add(new BytesPlayerStore());
        return stores.get(stores.size() - 1);
    }

    ScoringRules rules() {
        return rules;
    }

    /** How often anything of a player was looked for beside the hot state. */
    int accesses() {
        return stores.stream().mapToInt(BytesPlayerStore::accesses).sum();
    }

    /** Lets an event that waits be read no more, from the store of the newest player. */
    void spoil(DeadLetter letter) {
        stores.get(stores.size() - 1).spoil(letter);
    }

    /** How often a closed window was written. */
    int closedWindowsWritten() {
        return stores.stream().mapToInt(BytesPlayerStore::writes).sum();
    }

    /** Puts a live board into force, from the beginning. */
    ScoringGame board(int id, String definition) {
        return board(id, 0, false, false, List.of(definition), List.of(Long.MIN_VALUE));
    }

    ScoringGame board(
            int id,
            int shadowVersion,
            boolean paused,
            boolean retired,
            List<String> definitions,
            List<Long> effectiveFrom) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < definitions.size(); i++) {
            list.append(i == 0 ? "" : ",")
                    .append(
                            "{\"effective_from\":%d,\"issued_at\":0,\"id\":\"%d\",\"definition\":%s}"
                                    .formatted(effectiveFrom.get(i), i, definitions.get(i)));
        }
        String name = definitions.get(0).replaceAll(".*\"board\":\"([a-z_]+)\".*", "$1");
        return update(
                "board:" + name,
                "{\"tracks\":[{\"id\":%d,\"shadow_version\":%d,\"pause\":{\"issued_at\":1,\"id\":\"\",\"paused\":%b},\"retired\":%b,\"rules\":[%s]}],\"promotions\":[]}"
                        .formatted(id, shadowVersion, paused, retired, list));
    }

    /** Sets the bot switch from a time on; null means everyone. */
    ScoringGame botSwitch(Integer value, long from) {
        return update(
                "param:is_bot",
                "{\"type\":\"INT\",\"default\":null,\"values\":[{\"effective_from\":%d,\"issued_at\":0,\"id\":\"\",\"value\":%s}]}"
                        .formatted(from, value));
    }

    private ScoringGame update(String subject, String json) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            Texts.write(subject, out);
            Texts.write(json, out);
            rules.apply(
                    ControlUpdate.read(
                            new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** An event with points, at a time, that arrives at once; its id is its place in the game. */
    static GameplayEvent event(
            int number, String player, long points, long eventTime, long arrival) {
        FieldValues fields = new FieldValues(FIELDS);
        fields.setInteger(0, points);
        return event(number, player, fields, eventTime, arrival);
    }

    static GameplayEvent event(
            int number, String player, FieldValues fields, long eventTime, long arrival) {
        return new GameplayEvent(
                player,
                eventTime,
                arrival,
                new EventId(EventId.Source.CONTENT, 1, number),
                null,
                fields,
                new RecordOrigin("events", "shard-0", Integer.toString(number)),
                new byte[] {(byte) number});
    }

    /**
     * An event with points in a room, which its producer has given the id {@code event-<number>}.
     */
    static GameplayEvent named(
            int number, String player, String room, long points, long eventTime, long arrival) {
        FieldValues fields = new FieldValues(FIELDS);
        fields.setInteger(0, points);
        if (room != null) {
            fields.setText(2, room);
        }
        return new GameplayEvent(
                player,
                eventTime,
                arrival,
                EventId.ofEventId("event-" + number),
                null,
                fields,
                new RecordOrigin("events", "shard-0", Integer.toString(number)),
                new byte[] {(byte) number});
    }

    static FieldValues row(String alias, String country, int bot) {
        FieldValues values = new FieldValues(COLUMNS);
        values.setText(0, alias);
        if (country != null) {
            values.setText(1, country);
        }
        values.setInteger(2, bot);
        return values;
    }

    void send(PlayerInput input) {
        scoring.send(input);
    }

    void broadcast(DimensionRow row) {
        scoring.broadcast(row);
    }

    /** Brings every player and group in line with the rules, as the sweep does. */
    void sweep() {
        scoring.sweep();
    }

    /** Advances the arrival clock and fires the timers that are due. */
    void arrivalClock(long now) {
        scoring.advanceArrival(now);
    }

    void wallClock(long now) {
        scoring.setWall(now);
    }

    /** Says that time has brought a rule into force that was announced ahead. */
    void changeRules() {
        rules.noteTime();
    }

    /** As {@link PlayerScoring#setSayingFinalScores}. */
    void sayFinalScores(boolean saying) {
        scoring.setSayingFinalScores(saying);
    }

    void reassert(boolean reasserting) {
        scoring.setReasserting(reasserting);
    }

    /** Publishes a board again, whatever is believed to be published; 0 stands for all. */
    void reassert(int trackId) {
        try {
            scoring.reassert(trackId == 0 ? null : rules.track(trackId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the hot state of every player and group and reads it again. */
    void writeAndRead() {
        try {
            scoring.exchange(ScoringGame::writeAndRead, ScoringGame::writeAndRead);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes the hot state of all players takes. */
    int bytes() {
        return states().stream().mapToInt(state -> bytes(state).length).sum();
    }

    /** When something is due next on the arrival clock. */
    long deadline() {
        return scoring.playerDeadline();
    }

    private List<PlayerState> states() {
        List<PlayerState> states = new ArrayList<>();
        try {
            scoring.exchange(
                    state -> {
                        states.add(state);
                        return state;
                    },
                    group -> group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return states;
    }

    private static byte[] bytes(PlayerState state) {
        PackedOutput bytes = new PackedOutput(0);
        state.write(COLUMNS, bytes);
        return bytes.toBytes();
    }

    private static PlayerState writeAndRead(PlayerState state) throws IOException {
        return PlayerState.read(COLUMNS, new PackedInput(bytes(state)));
    }

    private static GroupState writeAndRead(GroupState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(new DataOutputStream(bytes));
        return GroupState.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private void take(BoardCommand command) {
        commands.add(command);
        if (command instanceof PutProfile put) {
            profiles.put(put.playerId(), new LinkedHashMap<>(put.columns()));
        }
    }

    private void take(FinalScore score) {
        String key = score.address() + " " + score.member();
        FinalScore before = score.isPresent() ? finals.put(key, score) : finals.remove(key);
        if ((before == null ? 0 : before.checksum()) == score.checksum()) {
            throw new AssertionError(key + ": no news");
        }
    }

    /** Where members stand in closed windows, by the key of the set and their name. */
    Map<String, Long> finals() {
        Map<String, Long> values = new TreeMap<>();
        finals.forEach((key, score) -> values.put(key, score.value()));
        return values;
    }

    /** The boards as they are published: key to member to score, without empty ones. */
    Map<String, Map<String, Double>> boards() {
        Map<String, Map<String, Double>> boards = new TreeMap<>();
        scoring.boards()
                .forEach(
                        (address, members) ->
                                boards.put(address.toString(), new TreeMap<>(members)));
        return boards;
    }

    Map<String, Double> board(String key) {
        return boards().getOrDefault(key, Map.of());
    }

    /** What was announced of the windows that are closed, by their key without a partition. */
    Map<String, MemoryScoring.Announced> windows() {
        return scoring.windows();
    }

    Map<String, Map<String, String>> profiles() {
        return profiles;
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    List<BoardCommand> commands() {
        return commands;
    }

    int count(ScoringCount what) {
        return (int) scoring.count(what);
    }

    boolean remembers(String player) {
        return scoring.remembers(player);
    }

    long wall() {
        return scoring.wallClock();
    }

    int nextNumber() {
        return sequence++;
    }
}
