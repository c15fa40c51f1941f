package io.rankstream.datagen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Writes a load as JSON lines: {@code events.jsonl}, {@code rows.jsonl}, {@code control.jsonl}. */
public final class FileSink<T> implements LoadSink<T> {

    private final OutputStream out;
    private final Function<T, byte[]> format;

    private FileSink(Path file, Function<T, byte[]> format) throws IOException {
        this.out = new BufferedOutputStream(Files.newOutputStream(file));
        this.format = format;
    }

    /** Three files in this directory, which is created; files of these names are replaced. */
    public static Sinks in(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new Sinks(
                new FileSink<>(directory.resolve("events.jsonl"), StreamRecord::data),
                new FileSink<>(directory.resolve("rows.jsonl"), FileSink::json),
                new FileSink<>(directory.resolve("control.jsonl"), ControlMessage::json));
    }

    private static byte[] json(RowChange change) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("player_id", change.playerId());
        if (change instanceof RowChange.Put put) {
            json.put("alias", put.row().alias())
                    .put("level", put.row().level())
                    .put("country", put.row().country())
                    .put("is_bot", put.row().isBot())
                    .put("subscription_type", put.row().subscriptionType());
        } else {
            json.put("deleted", true);
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void put(List<T> batch, Instant at) throws IOException {
        for (T element : batch) {
            out.write(format.apply(element));
            out.write('\n');
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
