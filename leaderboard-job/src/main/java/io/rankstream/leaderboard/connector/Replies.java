package io.rankstream.leaderboard.connector;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** A pipeline whose replies are all looked at, each with the command it answers. */
final class Replies implements AutoCloseable {

    private final AbstractPipeline pipeline;
    private final List<Response<?>> responses = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();

    Replies(UnifiedJedis client) {
        this.pipeline = client.pipelined();
    }

    AbstractPipeline pipeline() {
        return pipeline;
    }

    void add(String command, String key, Response<?> response) {
        responses.add(response);
        commands.add(command + " " + key);
    }

    /** Waits for all replies and reports a failure that passes only if none is for good. */
    void check() {
        pipeline.sync();
        JedisDataException passing = null;
        for (int i = 0; i < responses.size(); i++) {
            try {
                responses.get(i).get();
            } catch (JedisDataException e) {
                // With redis.cluster=false a redirection is for good; who retries decides that.
                if (!RedisFailures.passes(e, true)) {
                    throw new JedisDataException(e.getMessage() + " (" + commands.get(i) + ")", e);
                }
                passing = e;
            }
        }
        responses.clear();
        commands.clear();
        if (passing != null) {
            throw passing;
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
