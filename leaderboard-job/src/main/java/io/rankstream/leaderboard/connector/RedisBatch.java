package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.command.KeyGrammar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * One attempt to execute a batch: turns commands into as few Redis commands as have the same
 * effect, and pipelines them.
 *
 * <p>Between two commands about meta or drops only the last word on each pair of key and member
 * counts. Those are sent as one ZADD and one ZREM per key; in a commit, and where a set keeps its
 * best members only, as a {@link SetScript}.
 */
final class RedisBatch {

    private static final String REPLACE_HASH =
            "redis.call('DEL', KEYS[1]) return redis.call('HSET', KEYS[1], unpack(ARGV))";

    private final UnifiedJedis client;
    private final KeyGrammar keys;
    private final KeyRegistry registry;
    private final CommitMark mark;

    private final Map<BoardAddress, String> keyOf = new HashMap<>();
    private final Map<String, SetChange> changes = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
    private long repairs;

    /**
     * @param mark of the commit, or null outside of one
     */
    RedisBatch(UnifiedJedis client, KeyGrammar keys, KeyRegistry registry, CommitMark mark) {
        this.client = client;
        this.keys = keys;
        this.registry = registry;
        this.mark = mark;
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
                registry.drop((DropKeys) command, client);
            } else if (command instanceof PromoteKeys) {
                send();
                new KeyPromotion(client, keys, client instanceof RedisClusterClient)
                        .execute((PromoteKeys) command);
                registry.forget(command.board());
            } else {
                throw new IllegalArgumentException(
                        "not a command for Redis: " + command.getClass());
            }
        }
        send();
    }

    /** How many members and expiries assertions had to put right. */
    long repairs() {
        return repairs;
    }

    private void put(PutScore command) {
        BoardAddress address = command.address();
        String key = key(address);
        if (command.exclusive() && !address.partition().isEmpty()) {
            for (String sibling : registry.siblings(address, client)) {
                change(sibling, address).remove(command.member());
            }
        }
        change(key, address).put(command);
        registry.note(key, address);
    }

    private void remove(RemoveMember command) {
        BoardAddress address = command.address();
        if (command.everywhere()) {
            for (String sibling : registry.siblings(address, client)) {
                change(sibling, address).remove(command.member());
            }
        }
        change(key(address), address).remove(command.member());
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
        try (Replies replies = new Replies(client)) {
            if (!set.isEmpty()) {
                replies.add("HSET", meta, replies.pipeline().hset(meta, set));
            }
            if (!removed.isEmpty()) {
                replies.add(
                        "HDEL",
                        meta,
                        replies.pipeline().hdel(meta, removed.toArray(new String[0])));
            }
            replies.check();
        }
        registry.purgeStep(command.board(), client);
    }

    private void send() {
        if (changes.isEmpty() && profiles.isEmpty()) {
            return;
        }
        try (Replies replies = new Replies(client)) {
            // Before the writes: no key exists that its board does not know.
            registry.register(changes.values(), replies);
            if (client instanceof RedisClusterClient) {
                // The nodes of a cluster take their parts of a pipeline side by side.
                replies.check();
            }
            if (mark == null) {
                changes.values().forEach(change -> change.send(replies));
            } else {
                changes.values().forEach(change -> change.sendChunks(mark, false, replies));
                replies.check();
                changes.values().forEach(change -> change.sendChunks(mark, true, replies));
            }
            profiles.forEach((key, columns) -> replaceHash(key, columns, replies));
            replies.check();
        }
        for (SetChange change : changes.values()) {
            repairs += change.repairs();
            if (change.needsRefill()) {
                registry.requestRefill(change, client);
            }
        }
        changes.clear();
        profiles.clear();
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
            replies.add("DEL", key, replies.pipeline().del(key));
            return;
        }
        replies.add(
                "EVAL",
                key,
                replies.pipeline()
                        .eval(REPLACE_HASH, Collections.singletonList(key), fieldsAndValues));
    }

    private String key(BoardAddress address) {
        return keyOf.computeIfAbsent(address, keys::board);
    }

    private SetChange change(String key, BoardAddress address) {
        return changes.computeIfAbsent(key, ignored -> new SetChange(key, address));
    }
}
