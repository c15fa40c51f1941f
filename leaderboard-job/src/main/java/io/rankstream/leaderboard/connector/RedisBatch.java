package io.rankstream.leaderboard.connector;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.command.KeyGrammar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One attempt to execute a batch: turns commands into as few Redis commands as have the same
 * effect, and pipelines them.
 *
 * <p>Between two commands about meta or drops only the last word on each pair of key and member
 * counts. Those are sent as one ZADD and one ZREM per key.
 */
final class RedisBatch {

    private static final String REPLACE_HASH =
            "redis.call('DEL', KEYS[1]) return redis.call('HSET', KEYS[1], unpack(ARGV))";

    private final RedisClient client;
    private final KeyGrammar keys;
    private final KeyRegistry registry;

    private final Map<BoardAddress, String> keyOf = new HashMap<>();
    private final Map<String, SetChange> changes = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> profiles = new LinkedHashMap<>();

    RedisBatch(RedisClient client, KeyGrammar keys, KeyRegistry registry) {
        this.client = client;
        this.keys = keys;
        this.registry = registry;
    }

    void execute(List<BoardCommand> batch) {
        for (BoardCommand command : batch) {
            if (command instanceof PutScore) {
                put((PutScore) command);
            } else if (command instanceof RemoveMember) {
                remove((RemoveMember) command);
            } else if (command instanceof PutProfile) {
                PutProfile profile = (PutProfile) command;
                profiles.put(keys.player(profile.playerId()), profile.columns());
            } else if (command instanceof PutMeta) {
                send();
                putMeta((PutMeta) command);
            } else if (command instanceof DropKeys) {
                send();
                registry.drop(command.board(), ((DropKeys) command).shadowVersion(), client);
            } else {
                throw new IllegalArgumentException(
                        "not a command for Redis: " + command.getClass());
            }
        }
        send();
    }

    private void put(PutScore command) {
        BoardAddress address = command.address();
        String key = key(address);
        if (command.exclusive() && !address.partition().isEmpty()) {
            for (String sibling : registry.siblings(address, client)) {
                change(sibling).remove(command.member());
            }
        }
        change(key).put(command.member(), command.score(), address);
        registry.note(key, address);
    }

    private void remove(RemoveMember command) {
        BoardAddress address = command.address();
        if (command.everywhere()) {
            for (String sibling : registry.siblings(address, client)) {
                change(sibling).remove(command.member());
            }
        }
        change(key(address)).remove(command.member());
    }

    private void putMeta(PutMeta command) {
        String meta = keys.meta(command.board());
        Map<String, String> set = new LinkedHashMap<>();
        List<String> removed = new ArrayList<>();
        command.fields()
                .forEach(
                        (field, value) -> {
                            if (value == null) {
                                removed.add(field);
                            } else {
                                set.put(field, value);
                            }
                        });
        try (Replies replies = new Replies(client.pipelined())) {
            if (!set.isEmpty()) {
                replies.add("HSET", meta, replies.pipeline.hset(meta, set));
            }
            if (!removed.isEmpty()) {
                replies.add(
                        "HDEL", meta, replies.pipeline.hdel(meta, removed.toArray(new String[0])));
            }
            replies.check();
        }
        registry.purgeStep(command.board(), client);
    }

    private void send() {
        if (changes.isEmpty() && profiles.isEmpty()) {
            return;
        }
        try (Replies replies = new Replies(client.pipelined())) {
            register(replies);
            changes.forEach((key, change) -> change.send(key, replies));
            profiles.forEach((key, columns) -> replaceHash(key, columns, replies));
            replies.check();
        }
        changes.clear();
        profiles.clear();
    }

    /** In the same pipeline and before the writes: no key exists that its board does not know. */
    private void register(Replies replies) {
        Map<String, Map<String, String>> fields = new LinkedHashMap<>();
        Set<String> boards = new LinkedHashSet<>();
        changes.forEach(
                (key, change) -> {
                    if (change.writes()) {
                        boards.add(change.address.board());
                        fields.computeIfAbsent(
                                        keys.meta(change.address.board()),
                                        meta -> new LinkedHashMap<>())
                                .put(RegisteredKey.FIELD + key, KeyRegistry.expiry(change.address));
                    }
                });
        fields.forEach(
                (meta, registered) ->
                        replies.add("HSET", meta, replies.pipeline.hset(meta, registered)));
        if (!boards.isEmpty()) {
            // After the fields: see KeyRegistry#drop.
            replies.add(
                    "SADD",
                    keys.boards(),
                    replies.pipeline.sadd(keys.boards(), boards.toArray(new String[0])));
        }
    }

    private static void replaceHash(String key, Map<String, String> columns, Replies replies) {
        List<String> fieldsAndValues = new ArrayList<>();
        columns.forEach(
                (column, value) -> {
                    if (value != null) {
                        fieldsAndValues.add(column);
                        fieldsAndValues.add(value);
                    }
                });
        if (fieldsAndValues.isEmpty()) {
            replies.add("DEL", key, replies.pipeline.del(key));
            return;
        }
        replies.add(
                "EVAL",
                key,
                replies.pipeline.eval(
                        REPLACE_HASH, Collections.singletonList(key), fieldsAndValues));
    }

    private String key(BoardAddress address) {
        return keyOf.computeIfAbsent(address, keys::board);
    }

    private SetChange change(String key) {
        return changes.computeIfAbsent(key, ignored -> new SetChange());
    }

    /** The last words on the members of one sorted set. */
    private static final class SetChange {

        private final Map<String, Double> scores = new LinkedHashMap<>();
        private final Set<String> removed = new LinkedHashSet<>();
        private BoardAddress address;

        void put(String member, double score, BoardAddress of) {
            address = of;
            removed.remove(member);
            scores.put(member, score);
        }

        void remove(String member) {
            scores.remove(member);
            removed.add(member);
        }

        boolean writes() {
            return !scores.isEmpty();
        }

        void send(String key, Replies replies) {
            if (!removed.isEmpty()) {
                replies.add(
                        "ZREM", key, replies.pipeline.zrem(key, removed.toArray(new String[0])));
            }
            if (!scores.isEmpty()) {
                replies.add("ZADD", key, replies.pipeline.zadd(key, scores));
                if (address.expireAt() != BoardAddress.NEVER) {
                    replies.add(
                            "PEXPIREAT", key, replies.pipeline.pexpireAt(key, address.expireAt()));
                }
            }
        }
    }

    /** A pipeline whose replies are all looked at, each with the command it answers. */
    private static final class Replies implements AutoCloseable {

        private final Pipeline pipeline;
        private final List<Response<?>> responses = new ArrayList<>();
        private final List<String> commands = new ArrayList<>();

        Replies(Pipeline pipeline) {
            this.pipeline = pipeline;
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
                    if (!RedisFailures.passes(e)) {
                        throw new JedisDataException(
                                e.getMessage() + " (" + commands.get(i) + ")", e);
                    }
                    passing = e;
                }
            }
            if (passing != null) {
                throw passing;
            }
        }

        @Override
        public void close() {
            pipeline.close();
        }
    }
}
