package io.rankstream.datagen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rankstream.datagen.ControlMessage.Ban;
import io.rankstream.datagen.ControlMessage.BotSwitch;
import io.rankstream.datagen.ControlMessage.PutBoard;
import io.rankstream.datagen.ControlMessage.Unban;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The boards a correct system must show for racing, worked out by brute force from what the stream
 * holds; it shares no code with the jobs.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>A record that cannot be read counts nowhere; nor does an event more than five minutes ahead
 *       of its arrival, or more than eight days behind it.
 *   <li>Of byte-identical records the one that arrived first decides; the others count nowhere, not
 *       even in a window that the first one missed.
 *   <li>An event counts in a window if it arrived at the latest when the window's lateness ended.
 *   <li>Who is banned, or had a row that was deleted, stands on no board at all.
 *   <li>Shadow boards show whom the bot switch in force lets through; daily boards show a player
 *       under the country of the newest row, {@code ~} without one. All windows follow.
 *   <li>A new version of a board judges the events from its {@code effective_from} on.
 * </ul>
 *
 * @param boards Redis key to member to score; boards without members are left out
 * @param counts how many records were taken and how many were not, by reason
 */
public record KnownTruth(
        SortedMap<String, SortedMap<String, Double>> boards, SortedMap<String, Long> counts) {

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_PLAYER_LENGTH = 128;
    private static final Duration MAX_FUTURE = Duration.ofMinutes(5);
    private static final Duration MAX_AGE = Duration.ofDays(400);
    private static final Duration DEDUPLICATION_HORIZON = Duration.ofDays(8);
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Duration WINDOW_LATENESS = Duration.ofSeconds(15);
    private static final Duration DAY_LATENESS = Duration.ofMinutes(10);

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter()
                    .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter WINDOW_LABEL =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static {
        JSON.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(1_000).build());
    }

    /**
     * Works the boards out.
     *
     * @param records everything the events stream holds; of one shard in the shard's order
     * @param players the rows as they are now, and whose deletes the job has seen
     * @param controls every control message that was sent, all of them valid
     * @return among the counts {@code undecided_copy}: copies that lie in different shards, since
     *     the stream was resharded, and on different sides of a lateness limit; the boards are only
     *     certain if there is none
     */
    public static KnownTruth of(
            List<ArrivedRecord> records, PlayersTable players, List<ControlMessage> controls) {
        Reckoning reckoning = new Reckoning(players, controls);
        records.stream()
                .sorted(Comparator.comparing(ArrivedRecord::arrival))
                .forEachOrdered(reckoning::take);
        return reckoning.result();
    }

    /** Writes it as {@code {"boards":{key:{member:score}},"counts":{reason:number}}}. */
    public void writeTo(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    public static KnownTruth readFrom(Path file) throws IOException {
        return JSON.readValue(file.toFile(), KnownTruth.class);
    }

    private record Event(
            String player, long speed, long distance, Instant eventTime, Instant arrival) {

        boolean arrivedBy(Instant limit) {
            return !arrival.isAfter(limit);
        }
    }

    /** The first copy of a record: where it arrived and which windows it was in time for. */
    private record FirstCopy(String shard, boolean inWindow, boolean inDay) {

        /** Only copies of one shard are sure to be read in the order they arrived in. */
        boolean mayLoseTo(FirstCopy later) {
            return !shard.equals(later.shard)
                    && (inWindow != later.inWindow || inDay != later.inDay);
        }
    }

    private static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason);
        }
    }

    private static final class Reckoning {

        private final PlayersTable players;
        private final OptionalInt botSwitch;
        private final Map<String, Boolean> banned = new HashMap<>();
        private final Map<String, List<PutBoard>> versions = new HashMap<>();
        private final Map<ByteBuffer, FirstCopy> firstCopies = new HashMap<>();
        private final Map<String, Map<String, LongSummaryStatistics>> tallies = new HashMap<>();
        private final SortedMap<String, Long> counts = new TreeMap<>();

        Reckoning(PlayersTable players, List<ControlMessage> controls) {
            this.players = players;
            List<ControlMessage> ordered = new ArrayList<>(controls);
            ordered.sort(
                    Comparator.comparing(ControlMessage::issuedAt)
                            .thenComparing(ControlMessage::id));
            OptionalInt bots = OptionalInt.empty();
            for (ControlMessage message : ordered) {
                if (message.action() instanceof BotSwitch change) {
                    bots = change.value();
                } else if (message.action() instanceof Ban ban) {
                    banned.put(ban.playerId(), true);
                } else if (message.action() instanceof Unban unban) {
                    banned.put(unban.playerId(), false);
                } else if (message.action() instanceof PutBoard put) {
                    versions.computeIfAbsent(put.board(), b -> new ArrayList<>()).add(put);
                }
            }
            this.botSwitch = bots;
        }

        void take(ArrivedRecord record) {
            Event event;
            try {
                event = read(record);
                checkTime(event);
            } catch (Unusable e) {
                add(e.getMessage());
                return;
            }
            FirstCopy copy =
                    new FirstCopy(
                            record.shard(),
                            event.arrivedBy(windowStart(event).plus(WINDOW).plus(WINDOW_LATENESS)),
                            event.arrivedBy(startOf(day(event).plusDays(1)).plus(DAY_LATENESS)));
            FirstCopy first = firstCopies.putIfAbsent(ByteBuffer.wrap(record.data()), copy);
            if (first != null) {
                add("duplicate");
                if (first.mayLoseTo(copy)) {
                    add("undecided_copy");
                }
                return;
            }
            add("counted");
            if (!copy.inWindow()) {
                add("late_for_window_30s");
            }
            if (!copy.inDay()) {
                add("late_for_daily");
            }
            if (!players.hides(event.player()) && !banned.getOrDefault(event.player(), false)) {
                count(event, copy);
            }
        }

        private void add(String reason) {
            counts.merge(reason, 1L, Long::sum);
        }

        private static void checkTime(Event event) throws Unusable {
            if (event.eventTime().isAfter(event.arrival().plus(MAX_FUTURE))) {
                throw new Unusable("future_time");
            }
            if (event.eventTime().isBefore(event.arrival().minus(MAX_AGE))) {
                throw new Unusable("too_old");
            }
            if (event.eventTime().isBefore(event.arrival().minus(DEDUPLICATION_HORIZON))) {
                throw new Unusable("beyond_horizon");
            }
        }

        private void count(Event event, FirstCopy copy) {
            tally("total_distance", "", "", event, event.distance());
            tally("top_speed", "", "", event, event.speed());
            if (passesBotSwitch(event.player())) {
                tally("total_distance", ":v2", "", event, event.distance());
                tally("top_speed", ":v2", "", event, event.speed());
            }
            if (copy.inWindow()) {
                String window = ":" + WINDOW_LABEL.format(windowStart(event));
                tally("window_30s_distance", "", window, event, event.distance());
                tally("window_30s_speed", "", window, event, event.speed());
            }
            if (copy.inDay()) {
                String window = ":country=" + country(event.player()) + ":" + day(event);
                tally("daily_distance", "", window, event, event.distance());
            }
        }

        private boolean passesBotSwitch(String player) {
            return botSwitch.isEmpty()
                    || players.row(player)
                            .filter(row -> row.isBot() == botSwitch.getAsInt())
                            .isPresent();
        }

        private String country(String player) {
            return players.row(player).map(row -> encode(row.country())).orElse("~");
        }

        private void tally(String board, String version, String window, Event event, long score) {
            // Shadows keep their own rule: new versions are put for live boards only.
            if (!version.isEmpty() || passesFilter(board, event)) {
                tallies.computeIfAbsent(
                                "leaderboard:" + board + version + window, k -> new HashMap<>())
                        .computeIfAbsent(event.player(), p -> new LongSummaryStatistics())
                        .accept(score);
            }
        }

        private boolean passesFilter(String board, Event event) {
            return versions.getOrDefault(board, List.of()).stream()
                    .filter(put -> !put.effectiveFrom().isAfter(event.eventTime()))
                    .max(Comparator.comparingInt(PutBoard::version))
                    .map(put -> event.speed() < put.speedBelow())
                    .orElse(true);
        }

        KnownTruth result() {
            SortedMap<String, SortedMap<String, Double>> boards = new TreeMap<>();
            tallies.forEach(
                    (key, members) ->
                            members.forEach(
                                    (member, tally) ->
                                            boards.computeIfAbsent(key, k -> new TreeMap<>())
                                                    .put(member, score(key, tally))));
            return new KnownTruth(boards, counts);
        }

        private static double score(String key, LongSummaryStatistics tally) {
            if (key.startsWith("leaderboard:top_speed")) {
                return tally.getMax();
            }
            if (key.startsWith("leaderboard:window_30s_speed")) {
                return BigDecimal.valueOf(tally.getSum())
                        .divide(BigDecimal.valueOf(tally.getCount()), 2, RoundingMode.HALF_EVEN)
                        .doubleValue();
            }
            return tally.getSum();
        }

        private static Instant windowStart(Event event) {
            long millis = event.eventTime().toEpochMilli();
            return Instant.ofEpochMilli(millis - Math.floorMod(millis, WINDOW.toMillis()));
        }

        private static LocalDate day(Event event) {
            return LocalDate.ofInstant(event.eventTime(), ZoneOffset.UTC);
        }

        private static Instant startOf(LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        private static String encode(String text) {
            StringBuilder encoded = new StringBuilder();
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                boolean plain = b > 0 && String.valueOf((char) b).matches("[A-Za-z0-9_.-]");
                encoded.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
            }
            return encoded.toString();
        }

        private static Event read(ArrivedRecord record) throws Unusable {
            if (record.data().length > MAX_BYTES) {
                throw new Unusable("too_large");
            }
            JsonNode json = json(record.data());
            if (!json.isObject()) {
                throw new Unusable("not_an_object");
            }
            if (depth(json) > MAX_DEPTH) {
                throw new Unusable("too_deep");
            }
            return new Event(
                    player(json.path("player_id")),
                    integer(json.path("speed_kmph")),
                    integer(json.path("distance_meters")),
                    time(json.path("event_time")),
                    record.arrival());
        }

        private static JsonNode json(byte[] data) throws Unusable {
            try {
                return JSON.readTree(data);
            } catch (JsonProcessingException e) {
                throw new Unusable("not_json");
            } catch (IOException e) {
                throw new Unusable("not_json");
            }
        }

        private static int depth(JsonNode json) {
            int deepest = 0;
            for (JsonNode child : json) {
                deepest = Math.max(deepest, depth(child));
            }
            return json.isContainerNode() ? deepest + 1 : 0;
        }

        private static String player(JsonNode json) throws Unusable {
            String player = json.isTextual() || json.isIntegralNumber() ? json.asText() : "";
            if (player.isEmpty() || player.length() > MAX_PLAYER_LENGTH) {
                throw new Unusable("bad_player");
            }
            return player;
        }

        private static long integer(JsonNode json) throws Unusable {
            if (json.isFloatingPointNumber() && !Double.isFinite(json.doubleValue())) {
                throw new Unusable("not_finite");
            }
            if (!json.isIntegralNumber() || !json.canConvertToLong()) {
                throw new Unusable("bad_field");
            }
            return json.longValue();
        }

        private static Instant time(JsonNode json) throws Unusable {
            try {
                return Instant.from(TIME.parse(json.asText()));
            } catch (DateTimeException e) {
                throw new Unusable("bad_time");
            }
        }
    }
}
