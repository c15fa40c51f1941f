package io.rankstream.leaderboard.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.leaderboard.domain.ClosedWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.SortedSets;
import io.rankstream.model.field.Texts;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What was written to Redis, for other consumers: one command, or the finality of a window.
 *
 * <p>A command is {@code {"event_time","command","args","revision","expire_at","scope"}}: the
 * arguments as Redis takes them, each a text of its own, the key first. {@code revision} grows with
 * each command for a (key, member), and for a board as a whole. {@code expire_at} (epoch
 * milliseconds) is when the key goes. Absent values are left out. {@code scope} says what else a
 * command stands for:
 *
 * <ul>
 *   <li>{@code all_partitions} on ZADD: the member is in no other partition of this board, version
 *       and window any more; on ZREM: it is in none of them;
 *   <li>{@code whole_hash} on HSET: fields that are not named are gone;
 *   <li>{@code all_keys} on DEL: all keys of the board or shadow whose key without partition and
 *       window is named, and the fields of its meta; on RENAME: the keys of the live board get the
 *       first version named, those of the second version become live; {@code v0} stands for none.
 * </ul>
 *
 * <p>A final window is {@code {"event_time","command":"window.final","revision","board","version",
 * "window","members","checksum"}}, the event time being its end and the checksum 16 hexadecimal
 * digits. A higher revision replaces a lower one.
 */
public final class ResultRecord {

    public static final TypeInformation<ResultRecord> TYPE =
            BinaryTypeInfo.of(ResultRecord.class, new ResultRecordCodec());

    private static final JsonFactory JSON = new JsonFactory();

    private final String partitionKey;
    private final byte[] json;

    private ResultRecord(String partitionKey, byte[] json) {
        this.partitionKey = partitionKey;
        this.json = json;
    }

    /** The records that stand for a command; none for one that is not executed on Redis. */
    public static List<ResultRecord> of(BoardCommand command, KeyGrammar keys) {
        if (command instanceof PutScore) {
            PutScore put = (PutScore) command;
            return one(
                    new Line("ZADD", keys.board(put.address()))
                            .args(SortedSets.text(put.score()), put.member())
                            .eventTime(put.eventTime())
                            .revision(put.revision())
                            .expireAt(put.address().expireAt())
                            .scope(put.exclusive() ? "all_partitions" : null));
        }
        if (command instanceof RemoveMember) {
            RemoveMember remove = (RemoveMember) command;
            return one(
                    new Line("ZREM", keys.board(remove.address()))
                            .args(remove.member())
                            .eventTime(remove.eventTime())
                            .revision(remove.revision())
                            .scope(remove.everywhere() ? "all_partitions" : null));
        }
        if (command instanceof PutProfile) {
            return one(profile((PutProfile) command, keys));
        }
        if (command instanceof PutMeta) {
            return meta((PutMeta) command, keys);
        }
        if (command instanceof DropKeys) {
            DropKeys drop = (DropKeys) command;
            return one(
                    new Line("DEL", wholeBoard(drop.board(), drop.shadowVersion(), keys))
                            .revision(drop.revision())
                            .scope("all_keys"));
        }
        if (command instanceof PromoteKeys) {
            PromoteKeys promote = (PromoteKeys) command;
            return one(
                    new Line("RENAME", wholeBoard(promote.board(), BoardAddress.LIVE, keys))
                            .args("v" + promote.liveBecomes(), "v" + promote.shadowVersion())
                            .revision(promote.revision())
                            .scope("all_keys"));
        }
        return Collections.emptyList();
    }

    private static String wholeBoard(String board, int shadowVersion, KeyGrammar keys) {
        return keys.board(new BoardAddress(board, shadowVersion, "", null, BoardAddress.NEVER));
    }

    /** The record that announces a window final. */
    public static ResultRecord windowFinal(
            String board, int version, ClosedWindow window, long revision, KeyGrammar keys) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("event_time", window.end());
            json.writeStringField("command", "window.final");
            json.writeNumberField("revision", revision);
            json.writeStringField("board", board);
            json.writeNumberField("version", version);
            json.writeStringField("window", window.window());
            json.writeNumberField("members", window.members());
            json.writeStringField("checksum", String.format("%016x", window.checksum()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ResultRecord(keys.meta(board), out.toByteArray());
    }

    private static List<ResultRecord> one(Line line) {
        return Collections.singletonList(line.toRecord());
    }

    private static Line profile(PutProfile put, KeyGrammar keys) {
        String key = keys.player(put.playerId());
        Line line = new Line("HSET", key);
        put.columns()
                .forEach(
                        (column, value) -> {
                            if (value != null) {
                                line.args(column, value);
                            }
                        });
        if (line.args.size() > 1) {
            return line.revision(put.revision()).scope("whole_hash");
        }
        return new Line("DEL", key).revision(put.revision());
    }

    private static List<ResultRecord> meta(PutMeta put, KeyGrammar keys) {
        String key = keys.meta(put.board());
        Line set = new Line("HSET", key).revision(put.revision());
        Line removed = new Line("HDEL", key).revision(put.revision());
        for (Map.Entry<String, String> field : put.fields().entrySet()) {
            if (field.getValue() == null) {
                removed.args(field.getKey());
            } else {
                set.args(field.getKey(), field.getValue());
            }
        }
        List<ResultRecord> records = new ArrayList<>(2);
        if (set.args.size() > 1) {
            records.add(set.toRecord());
        }
        if (removed.args.size() > 1) {
            records.add(removed.toRecord());
        }
        return records;
    }

    /** The Redis key, so that commands for one key stay in order. */
    public String partitionKey() {
        return partitionKey;
    }

    /** UTF-8. */
    public byte[] json() {
        return json;
    }

    void write(DataOutput out) throws IOException {
        Texts.write(partitionKey, out);
        Texts.writeBytes(json, out);
    }

    static ResultRecord read(DataInput in) throws IOException {
        return new ResultRecord(Texts.read(in), Texts.readBytes(in));
    }

    /** Collects what a record of a command says. */
    private static final class Line {

        private final String command;
        private final List<String> args = new ArrayList<>();
        private Long eventTime;
        private Long revision;
        private Long expireAt;
        private String scope;

        Line(String command, String key) {
            this.command = command;
            args.add(key);
        }

        Line args(String... more) {
            Collections.addAll(args, more);
            return this;
        }

        Line eventTime(long time) {
            eventTime = time;
            return this;
        }

        Line revision(long number) {
            revision = number;
            return this;
        }

        Line expireAt(long time) {
            expireAt = time == BoardAddress.NEVER ? null : Long.valueOf(time);
            return this;
        }

        Line scope(String word) {
            scope = word;
            return this;
        }

        ResultRecord toRecord() {
            ByteArrayOutputStream out = new ByteArrayOutputStream(192);
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                write(json, "event_time", eventTime);
                json.writeStringField("command", command);
                json.writeArrayFieldStart("args");
                for (String arg : args) {
                    json.writeString(arg);
                }
                json.writeEndArray();
                write(json, "revision", revision);
                write(json, "expire_at", expireAt);
                if (scope != null) {
                    json.writeStringField("scope", scope);
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new ResultRecord(args.get(0), out.toByteArray());
        }

        private static void write(JsonGenerator json, String name, Long value) throws IOException {
            if (value != null) {
                json.writeNumberField(name, value);
            }
        }
    }
}
