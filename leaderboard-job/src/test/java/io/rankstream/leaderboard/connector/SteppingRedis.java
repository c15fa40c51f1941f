package io.rankstream.leaderboard.connector;

import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;

/** Executes one command after the other, pipelined ones too, and lets a test step in between. */
final class SteppingRedis extends UnifiedJedis {

    private final Stepping stepping;

    /**
     * @param before runs before each command
     */
    SteppingRedis(UnifiedJedis client, Runnable before) {
        this(new Stepping(client, before));
    }

    private SteppingRedis(Stepping stepping) {
        super(stepping, (ConnectionProvider) null, (RedisProtocol) null, (Cache) null);
        this.stepping = stepping;
    }

    @Override
    public AbstractPipeline pipelined() {
        return new SteppingPipeline(commandObjects);
    }

    @Override
    public void close() {
        stepping.client.close();
    }

    private static final class Stepping implements CommandExecutor {

        private final UnifiedJedis client;
        private final Runnable before;

        private Stepping(UnifiedJedis client, Runnable before) {
            this.client = client;
            this.before = before;
        }

        @Override
        public <T> T executeCommand(CommandObject<T> command) {
            before.run();
            return client.executeCommand(command);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private final class SteppingPipeline extends AbstractPipeline {

        private SteppingPipeline(CommandObjects commands) {
            super(commands);
        }

        @Override
        protected <T> Response<T> appendCommand(CommandObject<T> command) {
            return Response.of(stepping.executeCommand(command));
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
