package io.rankstream.model.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.SortedSets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

/**
 * The canonical form of boards: the same boards are the same bytes.
 *
 * <p>The first line is a JSON object that says what the file is. Each other line is one member of
 * one sorted set: board, version of a shadow or {@code -}, partition or {@code -}, window or {@code
 * -}, member and score, separated by tabs and sorted in that order. Partitions, windows and members
 * are written as Redis keys write them ({@link KeyGrammar#encode}). The score is that of Redis.
 */
public final class BoardFile {

    private static final int VERSION = 1;
    private static final String VERSION_FIELD = "rankstream_boards";
    private static final String NONE = "-";
    private static final int COLUMNS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private BoardFile() {}

    /** Writes the members that boards promise to show. */
    public static void write(RebuiltBoards boards, RebuildScope scope, OutputStream out)
            throws IOException {
        long members = 0;
        for (Map.Entry<BoardAddress, SortedMap<String, Double>> board : boards.all().entrySet()) {
            members += RebuiltBoards.shown(board.getKey(), board.getValue()).size();
        }
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put(VERSION_FIELD, VERSION);
        header.put("as_of", time(scope.asOf()));
        header.put("from", time(scope.from()));
        header.put("until", time(scope.until()));
        header.put("sets", boards.all().size()).put("members", members);
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write(header.toString());
        writer.write('\n');
        for (Map.Entry<BoardAddress, SortedMap<String, Double>> board : boards.all().entrySet()) {
            String set = columns(board.getKey());
            for (Map.Entry<String, Double> member :
                    RebuiltBoards.shown(board.getKey(), board.getValue()).entrySet()) {
                writer.write(set);
                writer.write(KeyGrammar.encode(member.getKey()));
                writer.write('\t');
                writer.write(SortedSets.text(member.getValue()));
                writer.write('\n');
            }
        }
        writer.flush();
    }

    private static String columns(BoardAddress address) {
        String version =
                address.shadowVersion() == BoardAddress.LIVE
                        ? NONE
                        : Integer.toString(address.shadowVersion());
        return address.board()
                + '\t'
                + version
                + '\t'
                + (address.partition().isEmpty() ? NONE : address.partition())
                + '\t'
                + (address.window() == null ? NONE : address.window())
                + '\t';
    }

    /** A time as text; {@code null} for one that is open. */
    static String time(long millis) {
        return millis == RebuildScope.FROM_THE_BEGINNING || millis == RebuildScope.WITHOUT_END
                ? null
                : Instant.ofEpochMilli(millis).toString();
    }

    /**
     * Reads a file.
     *
     * @param name of the file, for what is said of it
     * @throws IOException if it is no such file, cut off, or of a later version
     */
    public static RebuiltBoards read(InputStream in, String name) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        long members = readHeader(reader.readLine(), name);
        RebuiltBoards boards = new RebuiltBoards();
        long read = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String[] columns = line.split("\t", -1);
            if (columns.length != COLUMNS) {
                throw new IOException(
                        name + ": line " + (read + 2) + " has no " + COLUMNS + " columns");
            }
            int shadowVersion =
                    columns[1].equals(NONE) ? BoardAddress.LIVE : Integer.parseInt(columns[1]);
            BoardAddress address =
                    new BoardAddress(
                            columns[0],
                            shadowVersion,
                            columns[2].equals(NONE) ? "" : columns[2],
                            columns[3].equals(NONE) ? null : columns[3],
                            BoardAddress.NEVER);
            boards.put(address, KeyGrammar.text(columns[4]), Double.parseDouble(columns[5]));
            read++;
        }
        if (read != members) {
            throw new IOException(
                    name + ": " + read + " members, but its first line says " + members);
        }
        return boards;
    }

    private static long readHeader(String line, String name) throws IOException {
        JsonNode header = line == null ? null : JSON.readTree(line);
        if (header == null || !header.path(VERSION_FIELD).isInt()) {
            throw new IOException(name + ": no board file: the first line does not say so");
        }
        int version = header.path(VERSION_FIELD).intValue();
        if (version > VERSION) {
            throw new IOException(
                    name + ": version " + version + " is not known, the latest is " + VERSION);
        }
        return header.required("members").longValue();
    }
}
