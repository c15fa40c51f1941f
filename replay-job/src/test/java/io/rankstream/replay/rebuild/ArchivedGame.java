package io.rankstream.replay.rebuild;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.archive.ArchiveWriter;
import io.rankstream.flink.archive.HourFolder;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.replay.config.ReplayOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;

/** A small game that was archived: the files, and the properties of the jobs. */
public final class ArchivedGame {

    /** When it begins; in the past, so that windows are final. */
    public static final Instant START = Instant.parse("2026-03-28T10:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<ArchiveHour, List<ArchivedRecord>> hours = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> properties = new TreeMap<>();
    private int sequence;

    public ArchivedGame(Path folder) {
        this.folder = folder;
        with("archive", "root", folder.resolve("archive").toUri().toString());
        with("replay-job", "mode", "rebuild");
        with("events", "fields", "points:int,room:string");
        with("events", "streams", "events");
        with("dimension", "player.columns", "country:string,is_bot:int");
        with("dimension", "player.table", "gaming.players");
        with("sessions", "gap", "PT1M");
        with("redis", "host", "127.0.0.1");
        with("aws", "region", "eu-west-1");
        with("control", "stream", "control");
        with("control-status", "stream", "control-status");
        with("dead-letters", "stream", "dead-letters");
        with("mysql", "hostname", "127.0.0.1");
        with("mysql", "username", "cdc");
        with("mysql", "password", "env:PATH");
        board("{'board':'total','version':1,'score':'points','aggregation':'sum'}");
        board(
                "{'board':'hourly','version':1,'score':'points','aggregation':'max','late':'next_window',"
                        + "'window':{'type':'calendar','unit':'hour'},'retention':'P3650D'}");
        board(
                "{'board':'daily','version':1,'score':'points','aggregation':'avg','decimals':2,"
                        + "'partition_by':['player.country'],'retention':'P3650D',"
                        + "'window':{'type':'calendar','unit':'day','zone':'Europe/Berlin'}}");
        board(
                "{'board':'rooms','version':1,'aggregation':'count_distinct',"
                        + "'distinct':'event.player_id','member':'event.room'}");
        board(
                "{'board':'countries','version':1,'score':'points','aggregation':'sum',"
                        + "'member':'player.country','filter':'event.points < 95'}");
        board("{'board':'top','version':1,'score':'points','aggregation':'sum','keep_top':5}");
        board("{'board':'chains','version':1,'score':'session.count','aggregation':'max'}");
        board(
                "{'board':'lately','version':1,'score':'points','aggregation':'sum',"
                        + "'window':{'type':'rolling','size':'PT1H','slide':'PT10M'}}");
    }

    public ArchivedGame with(String group, String key, String value) {
        properties.computeIfAbsent(group, name -> new TreeMap<>()).put(key, value);
        return this;
    }

    private void board(String json) {
        with(
                "boards",
                "board-" + properties.getOrDefault("boards", Map.of()).size(),
                json.replace('\'', '"'));
    }

    /**
     * Plays: events of some hours with duplicates and late ones, rows that change, and messages of
     * every kind.
     */
    public ArchivedGame play(long seed, int players, int events) {
        Random random = new Random(seed);
        String[] countries = {"DE", "FR", "JP"};
        for (int i = 0; i < players; i++) {
            row(0, "player-" + i, countries[random.nextInt(3)]);
        }
        for (int i = 0; i < events; i++) {
            long time = random.nextInt(3 * 3_600_000);
            long lag = random.nextInt(10) == 0 ? random.nextInt(1_800_000) : random.nextInt(2_000);
            String player = "player-" + random.nextInt(players);
            event(
                    time,
                    time + lag,
                    player,
                    "e" + i,
                    random.nextInt(100),
                    "room-" + random.nextInt(4));
            if (random.nextInt(20) == 0) {
                event(time, time + lag + 5, player, "e" + i, 1, "room-0");
            }
        }
        for (int i = 0; i < players; i += 3) {
            row(random.nextInt(3 * 3_600_000), "player-" + i, countries[random.nextInt(3)]);
        }
        control(100, "player.ban", "'player_id':'player-1'");
        control(3_600_000, "player.erase", "'player_id':'player-2'");
        control(1_800_000, "event.retract", "'player_id':'player-3','event_id':'e7'");
        control(3_000_000, "score.adjust", "'player_id':'player-4','board':'total','amount':1000");
        control(
                5_000_000,
                "board.put",
                "'board':'total','version':2,'score':'event.points * 2','aggregation':'sum'");
        return this;
    }

    /** An event; times in milliseconds since the start. */
    public ArchivedGame event(
            long time, long arrival, String player, String id, long points, String room) {
        return event(time, time, arrival, player, id, points, room, 1);
    }

    /** An event that could not be used when it was archived: it lies in the hour it arrived in. */
    public ArchivedGame eventUnusableThen(
            long time, long arrival, String player, String id, long points, String room) {
        return event(time, arrival, arrival, player, id, points, room, 0);
    }

    private ArchivedGame event(
            long time,
            long filedUnder,
            long arrival,
            String player,
            String id,
            long points,
            String room,
            int usable) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("player_id", player).put("event_id", id).put("event_time", millis(time));
        json.put("points", points).put("room", room);
        return add(
                ArchiveKind.EVENTS,
                new ArchivedRecord(
                        "events",
                        "shard-" + Math.floorMod(player.hashCode(), 2),
                        Integer.toString(++sequence),
                        0,
                        player,
                        millis(arrival),
                        millis(filedUnder),
                        millis(filedUnder),
                        usable,
                        bytes(json)));
    }

    /** A version of a player's row; the first is a snapshot's. */
    public ArchivedGame row(long time, String player, String country) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("op", time == 0 ? "snapshot" : "upsert").put("key", player);
        if (time != 0) {
            json.put("valid_from", millis(time));
        }
        json.putObject("columns").put("country", country).put("is_bot", 0);
        return add(ArchiveKind.DIMENSIONS, record("player", time, player, bytes(json)));
    }

    /** A control message with the rest of its body, quoted by apostrophes. */
    public ArchivedGame control(long arrival, String type, String body) {
        String json =
                ("{'type':'"
                                + type
                                + "','id':'m"
                                + ++sequence
                                + "','issued_at':"
                                + millis(arrival)
                                + ","
                                + body
                                + "}")
                        .replace('\'', '"');
        return add(
                ArchiveKind.CONTROL,
                record("control", arrival, "", json.getBytes(StandardCharsets.UTF_8)));
    }

    private ArchivedRecord record(String source, long arrival, String key, byte[] bytes) {
        return new ArchivedRecord(
                source,
                source.equals("player") ? "" : "shard-0",
                Integer.toString(++sequence),
                0,
                key,
                millis(arrival),
                millis(arrival),
                millis(arrival),
                0,
                bytes);
    }

    private ArchivedGame add(ArchiveKind kind, ArchivedRecord record) {
        ArchiveHour hour = ArchiveHour.of(kind, ArchiveHour.NO_PARTITION, record.eventTime());
        hours.computeIfAbsent(hour, h -> new ArrayList<>()).add(record);
        return this;
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static long millis(long sinceStart) {
        return START.plus(Duration.ofMillis(sinceStart)).toEpochMilli();
    }

    /** Writes what has been added since as a file for each hour, and the manifests. */
    public ArchivedGame archive(String file) throws IOException {
        for (Map.Entry<ArchiveHour, List<ArchivedRecord>> hour : hours.entrySet()) {
            Path path = folder(hour.getKey()).resolve(file + ".parquet");
            Files.createDirectories(path.getParent());
            try (FSDataOutputStream out =
                    FileSystem.getLocalFileSystem()
                            .create(
                                    new org.apache.flink.core.fs.Path(path.toUri()),
                                    FileSystem.WriteMode.OVERWRITE)) {
                ArchiveWriter writer = new ArchiveWriter.Factory(1 << 20, 4 << 20).create(out);
                for (ArchivedRecord record : hour.getValue()) {
                    writer.addElement(record);
                }
                writer.finish();
            }
            HourFolder.list(
                            new org.apache.flink.core.fs.Path(folder.resolve("archive").toUri()),
                            hour.getKey())
                    .writeManifest();
        }
        hours.clear();
        return this;
    }

    /** The folder of an hour. */
    public Path folder(ArchiveHour hour) {
        return folder.resolve("archive").resolve(hour.folder());
    }

    /** The folder of events of the hour that begins so many hours after the start. */
    public Path eventsFolder(int hour) {
        return folder(
                ArchiveHour.of(
                        ArchiveKind.EVENTS,
                        ArchiveHour.NO_PARTITION,
                        START.plus(Duration.ofHours(hour)).toEpochMilli()));
    }

    /** The properties file of the jobs. */
    public Path properties() throws IOException {
        ArrayNode root = JSON.createArrayNode();
        properties.forEach(
                (group, values) -> {
                    ObjectNode map =
                            root.addObject().put("PropertyGroupId", group).putObject("PropertyMap");
                    values.forEach(map::put);
                });
        return Files.writeString(folder.resolve("properties.json"), root.toString());
    }

    /** The properties as a job reads them. */
    public RuntimeConfiguration runtime() throws IOException {
        return ReplayOptions.declare(
                RuntimeConfiguration.load(new String[] {"--properties", properties().toString()}));
    }
}
