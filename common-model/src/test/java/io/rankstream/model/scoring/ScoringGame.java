package io.rankstream.model.scoring;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
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
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Drives {@link PlayerScoring} as the operator does, on the heap, and keeps the boards that its
 * commands make.
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

    /** What a window was announced to hold. */
    static final class Announced {

        long members;
        long checksum;
    }

    private static final class Player {

        private PlayerState state = new PlayerState();
        private final MemoryPlayerStore store = new MemoryPlayerStore();
    }

    private final class Group {

        private GroupState state;
        private final MemoryGroupStore store = new MemoryGroupStore();

        private Group(GroupKey key) {
            state = new GroupState(key);
        }

        private void keep() {
            state.setArrivalTimer(groupScoring.arrivalDeadline());
        }
    }

    private final Map<String, Player> players = new TreeMap<>();
    private final Map<String, Map<String, Double>> boards = new TreeMap<>();
    private final Map<String, Announced> windows = new TreeMap<>();
    private final Map<String, Map<String, String>> profiles = new TreeMap<>();
    private final Map<String, DimensionRow> broadcast = new HashMap<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<BoardCommand> commands = new ArrayList<>();
    private final Map<ScoringCount, Integer> counts = new EnumMap<>(ScoringCount.class);
    private final DimensionSchema profile =
            new DimensionSchema("player", COLUMNS, new FieldValues(COLUMNS));
    private final Map<GroupKey, Group> groups = new LinkedHashMap<>();
    private final ScoringRules rules;
    private final GroupScoring groupScoring;
    private final PlayerScoring scoring;

    private long arrivalClock = Long.MIN_VALUE;
    private long wallClock;
    private long revision;
    private int sequence;

    ScoringGame() {
        this(
                new ScoringLimits(HORIZON, PARKING, MAX_PARKED, SLACK, ERASE_AFTER)
                        .withCorrections(CORRECTIONS));
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
        scoring = new PlayerScoring(rules, limits, broadcast::get, new Clock(), new Boards());
        groupScoring = new GroupScoring(rules, new Clock(), new Boards());
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
        try {
            Player player = open(input.playerId());
            if (input instanceof GameplayEvent event) {
                scoring.event(event);
            } else if (input instanceof DimensionRow row) {
                scoring.row(row);
            } else {
                scoring.message((PlayerMessage) input);
            }
            keep(player);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void broadcast(DimensionRow row) {
        broadcast.put(row.key(), row);
    }

    private Player open(String id) throws IOException {
        Player player = players.computeIfAbsent(id, key -> new Player());
        scoring.open(id, player.state, player.store);
        return player;
    }

    private void keep(Player player) throws IOException {
        scoring.close();
        player.state.setArrivalTimer(scoring.arrivalDeadline());
        player.state.setWallTimer(scoring.wallDeadline());
    }

    /** Brings every player and group in line with the rules, as the sweep does. */
    void sweep() {
        try {
            for (String id : players.keySet()) {
                keep(open(id));
            }
            for (Group group : groups.values()) {
                groupScoring.open(group.state, group.store);
                groupScoring.close();
                group.keep();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Advances the arrival clock and fires the timers that are due. */
    void arrivalClock(long now) {
        arrivalClock = Math.max(arrivalClock, now);
        try {
            for (Map.Entry<String, Player> entry : players.entrySet()) {
                // As long as something is due: a deadline may bring another one that has passed.
                while (isDue(entry.getValue().state.arrivalTimer())) {
                    open(entry.getKey());
                    scoring.arrivalTimer();
                    keep(entry.getValue());
                }
            }
            for (Group group : groups.values()) {
                while (isDue(group.state.arrivalTimer())) {
                    groupScoring.open(group.state, group.store);
                    groupScoring.arrivalTimer();
                    groupScoring.close();
                    group.keep();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isDue(long timer) {
        return timer != Long.MAX_VALUE && timer <= arrivalClock;
    }

    void wallClock(long now) {
        wallClock = now;
        try {
            for (Map.Entry<String, Player> entry : players.entrySet()) {
                if (entry.getValue().state.wallTimer() <= wallClock) {
                    open(entry.getKey());
                    scoring.wallTimer();
                    keep(entry.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that time has brought a rule into force that was announced ahead. */
    void changeRules() {
        rules.noteTime();
    }

    void reassert(boolean reasserting) {
        scoring.setReasserting(reasserting);
    }

    /** Writes the hot state of every player and reads it again. */
    void writeAndRead() {
        for (Player player : players.values()) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                player.state.write(COLUMNS, new DataOutputStream(bytes));
                player.state =
                        PlayerState.read(
                                COLUMNS,
                                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (Group group : groups.values()) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                group.state.write(new DataOutputStream(bytes));
                group.state =
                        GroupState.read(
                                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The boards as they are published: key to member to score, without empty ones. */
    Map<String, Map<String, Double>> boards() {
        return boards;
    }

    Map<String, Double> board(String key) {
        return boards.getOrDefault(key, Map.of());
    }

    /** What was announced of the windows that are closed, by their key without a partition. */
    Map<String, Announced> windows() {
        return windows;
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
        return counts.getOrDefault(what, 0);
    }

    boolean remembers(String player) {
        Player known = players.get(player);
        return !known.state.isEmpty() || !known.store.isEmpty();
    }

    long wall() {
        return wallClock;
    }

    int nextNumber() {
        return sequence++;
    }

    private final class Clock implements ScoringClock {

        @Override
        public long arrival() {
            return arrivalClock;
        }

        @Override
        public long wall() {
            return wallClock;
        }

        @Override
        public long warmUntil() {
            return 0;
        }
    }

    private final class Boards implements ScoringOutput {

        @Override
        public void command(BoardCommand command) {
            commands.add(command);
            if (command instanceof PutScore put) {
                boards.computeIfAbsent(put.address().toString(), key -> new TreeMap<>())
                        .put(put.member(), put.score());
            } else if (command instanceof RemoveMember remove) {
                remove(remove);
            } else if (command instanceof PutProfile put) {
                profiles.put(put.playerId(), new LinkedHashMap<>(put.columns()));
            }
        }

        private void remove(RemoveMember remove) {
            BoardAddress address = remove.address();
            boards.entrySet()
                    .removeIf(
                            board -> {
                                if (board.getKey().equals(address.toString())) {
                                    board.getValue().remove(remove.member());
                                }
                                return board.getValue().isEmpty();
                            });
        }

        @Override
        public void contribute(GroupContribution contribution) {
            Group group = groups.computeIfAbsent(contribution.group(), key -> new Group(key));
            groupScoring.open(group.state, group.store);
            try {
                groupScoring.contribute(contribution);
                groupScoring.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            group.keep();
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            deadLetters.add(letter);
        }

        @Override
        public void share(ScoringTrack track, long windowStart, int members, long checksum) {
            String key = track.name() + ":" + track.window().label(windowStart);
            Announced window = windows.computeIfAbsent(key, k -> new Announced());
            window.members += members;
            window.checksum += checksum;
        }

        @Override
        public void count(ScoringCount what) {
            counts.merge(what, 1, Integer::sum);
        }

        @Override
        public long nextRevision() {
            return ++revision;
        }
    }
}
