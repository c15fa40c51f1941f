package io.rankstream.local.demo;

import io.rankstream.datagen.Progress;
import io.rankstream.local.demo.RedisBoards.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lays out what a user of the demo looks at: how the job is doing, and four top tens. */
final class Screen {

    private static final int COLUMN = 38;
    private static final int NAME = 22;
    private static final int TOP = 10;
    private static final int TOP_IN_A_LINE = 3;
    private static final long WINDOW_SECONDS = 30;

    private static final DateTimeFormatter WINDOW =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Screen() {}

    /** The boards shown at a moment: title to key. */
    static Map<String, String> boards(Instant now) {
        Instant window =
                Instant.ofEpochSecond(
                        now.getEpochSecond() - Math.floorMod(now.getEpochSecond(), WINDOW_SECONDS));
        String today = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
        Map<String, String> boards = new LinkedHashMap<>();
        boards.put("Total distance, m", "leaderboard:total_distance");
        boards.put("Top speed, km/h", "leaderboard:top_speed");
        boards.put(
                "Distance in this half minute, m",
                "leaderboard:window_30s_distance:" + WINDOW.format(window));
        boards.put("Distance today in DE, m", "leaderboard:daily_distance:country=DE:" + today);
        return boards;
    }

    /** Two lines: what the load sends, and what the job makes of it. */
    static List<String> status(Progress load, Duration running, JobView job, Instant now) {
        Instant checkpoint = job.metrics().lastCheckpoint();
        return List.of(
                String.format(
                        "load  %s  sent %,d  duplicates %,d  late %,d  bad %,d"
                                + "  row changes %,d  control %,d",
                        clock(running),
                        load.events() + load.copies(),
                        load.copies(),
                        load.lateByMinutes() + load.lateByDays(),
                        load.bad(),
                        load.rowChanges(),
                        load.controlMessages()),
                String.format(
                        "job   %s  %,.0f events/s  lag %s  late %,d  duplicates %,d"
                                + "  dead letters %,d  checkpoint %s  pid %d%s",
                        job.isRunning() ? "running" : "starting",
                        job.eventsPerSecond(),
                        job.lagMillis().isPresent() ? job.lagMillis().getAsLong() + " ms" : "?",
                        job.late(),
                        job.duplicates(),
                        job.deadLetters(),
                        checkpoint.equals(Instant.EPOCH)
                                ? "none yet"
                                : Duration.between(checkpoint, now).toSeconds() + " s ago",
                        job.pid(),
                        job.restarts() == 0 ? "" : "  restarts " + job.restarts()));
    }

    private static String clock(Duration time) {
        return String.format("%02d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    /** The top tens, two beside each other. */
    static List<String> tables(Map<String, List<Standing>> tops) {
        List<List<String>> tables = new ArrayList<>();
        tops.forEach((title, standings) -> tables.add(table(title, standings)));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < tables.size(); i += 2) {
            lines.add("");
            for (int row = 0; row <= TOP; row++) {
                String right = i + 1 < tables.size() ? tables.get(i + 1).get(row) : "";
                lines.add((tables.get(i).get(row) + right).stripTrailing());
            }
        }
        return lines;
    }

    private static List<String> table(String title, List<Standing> standings) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("%-" + COLUMN + "s", title));
        for (int i = 0; i < TOP; i++) {
            lines.add(
                    i < standings.size()
                            ? String.format(
                                    "%3d  %-" + NAME + "s %,9.0f  ",
                                    i + 1,
                                    name(standings.get(i)),
                                    standings.get(i).score())
                            : String.format("%" + COLUMN + "s", ""));
        }
        return lines;
    }

    /** One line a board with its three best, for an output that cannot be drawn on. */
    static List<String> lines(Map<String, List<Standing>> tops) {
        List<String> lines = new ArrayList<>();
        tops.forEach(
                (title, standings) ->
                        lines.add(
                                String.format("      %-32s ", title)
                                        + standings.stream()
                                                .limit(TOP_IN_A_LINE)
                                                .map(
                                                        standing ->
                                                                name(standing).strip()
                                                                        + String.format(
                                                                                " %,.0f",
                                                                                standing.score()))
                                                .collect(Collectors.joining(", "))));
        return lines;
    }

    /** Names come from players: control characters would move the cursor. */
    private static String name(Standing standing) {
        String printable = standing.name().replaceAll("\\p{Cntrl}", "?");
        return printable.length() > NAME ? printable.substring(0, NAME - 1) + "…" : printable;
    }
}
