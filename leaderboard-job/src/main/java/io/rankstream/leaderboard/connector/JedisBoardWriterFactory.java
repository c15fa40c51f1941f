package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.WriterMetrics;

/** Opens writers to the Redis of a configuration. */
public final class JedisBoardWriterFactory implements BoardWriterFactory {

    private static final long serialVersionUID = 1L;

    private final RedisConfig config;

    public JedisBoardWriterFactory(RedisConfig config) {
        this.config = config;
    }

    @Override
    public BoardWriter open(WriterMetrics metrics) {
        return new JedisBoardWriter(config, metrics, System::currentTimeMillis);
    }
}
