package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Board;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;
import org.apache.flink.table.data.RowData;

/** Notes the scores in a row, and discards it. */
@SuppressWarnings("deprecation") // The thinnest sink there is.
final class BoardRowSink extends RichSinkFunction<RowData> {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final String[] names;
    private transient Recorder recorder;
    private transient Board[] boards;
    private transient Map<Long, int[]> ordinals;

    BoardRowSink(String run, String[] names) {
        this.run = run;
        this.names = names;
    }

    @Override
    public void open(Configuration parameters) {
        TimedRun timed = TimedRun.of(run);
        recorder = new Recorder(timed);
        Map<String, Board> byName =
                timed.known().boards().stream()
                        .collect(Collectors.toMap(Board::name, Function.identity()));
        boards = Arrays.stream(names).map(byName::get).toArray(Board[]::new);
        ordinals = new HashMap<>();
    }

    @Override
    public void invoke(RowData row, Context context) {
        byte[] player = row.getString(0).toBytes();
        boolean window = boards[0].span().isWindow();
        int[] keys = keys(window ? row.getTimestamp(1, 3).getMillisecond() : 0);
        for (int i = 0; i < boards.length; i++) {
            int column = (window ? 2 : 1) + i;
            if (!row.isNullAt(column) && stands(boards[i], row.getLong(column))) {
                recorder.put(keys[i], player, (double) row.getLong(column));
            }
        }
        recorder.wrote();
    }

    /** A count of none is no standing; a sum or maximum of none is null. */
    private static boolean stands(Board board, long score) {
        return score != 0 || board.measure().field() != null;
    }

    private int[] keys(long start) {
        return ordinals.computeIfAbsent(
                start,
                added ->
                        Arrays.stream(boards)
                                .mapToInt(board -> recorder.ordinal(board.key(added)))
                                .toArray());
    }
}
