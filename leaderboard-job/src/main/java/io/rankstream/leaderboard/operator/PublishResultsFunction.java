package io.rankstream.leaderboard.operator;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.KeyGrammar;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Turns commands that were written into the records of the results stream. */
public final class PublishResultsFunction extends RichFlatMapFunction<BoardCommand, ResultRecord> {

    private static final long serialVersionUID = 1L;

    private final String keyPrefix;

    private transient KeyGrammar keys;

    /**
     * @param keyPrefix what every Redis key starts with
     */
    public PublishResultsFunction(String keyPrefix) {
        this.keyPrefix = keyPrefix;
    }

    @Override
    public void open(OpenContext context) {
        keys = KeyGrammar.withPrefix(keyPrefix);
    }

    @Override
    public void flatMap(BoardCommand written, Collector<ResultRecord> out) {
        ResultRecord.of(written, keys).forEach(out::collect);
    }
}
