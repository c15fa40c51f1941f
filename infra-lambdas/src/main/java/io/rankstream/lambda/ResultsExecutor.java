package io.rankstream.lambda;

import io.rankstream.lambda.ResultCommand.BoardDrop;
import io.rankstream.lambda.ResultCommand.BoardPromotion;
import io.rankstream.lambda.ResultCommand.MemberChange;
import io.rankstream.lambda.ResultCommand.MetaChange;
import io.rankstream.lambda.ResultCommand.ProfileChange;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.RegisteredKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/**
 * Executes records of the results stream on a Redis, in whatever order and as often as they come:
 * what is older than what was applied to the same member changes nothing.
 *
 * <p>A board that is dropped or promoted leaves a floor with its revision. Every change first
 * registers its set in the board's meta and reads the floor; a drop first sets the floor and then
 * reads the registry. So whichever comes first, nothing from before the drop is left.
 */
final class ResultsExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsExecutor.class);

    /** How many members one step of a drop or a promotion looks at: bounds what holds Redis up. */
    private static final int STEP = 500;

    /** How long after its expiry a set is taken off the registry: clocks differ. */
    private static final long PURGE_DELAY_MILLIS = 60_000;

    private static final String ANYWHERE = "0";
    private static final String ONLY_IF_THERE = "1";

    private final UnifiedJedis client;
    private final ResultCommandParser parser;
    private final KeyGrammar keys;
    private final long retentionMillis;
    private final LongSupplier clock;
    private final Map<String, String> purgeCursors = new HashMap<>();

    /**
     * @param sourcePrefix what every key in the records starts with
     * @param targetPrefix what takes its place
     * @param retention how long it is remembered that something was taken away; records from longer
     *     ago are not executed. Longer than a record can take to arrive
     * @param clock epoch milliseconds
     */
    ResultsExecutor(
            UnifiedJedis client,
            String sourcePrefix,
            String targetPrefix,
            Duration retention,
            LongSupplier clock) {
        this.client = client;
        this.parser = new ResultCommandParser(sourcePrefix, targetPrefix);
        this.keys = KeyGrammar.withPrefix(targetPrefix);
        this.retentionMillis = retention.toMillis();
        this.clock = clock;
    }

    /** Executes a batch; what could not be executed is named in the outcome. */
    Outcome execute(List<Delivery> batch) {
        Run run = new Run(clock.getAsLong());
        for (Delivery delivery : batch) {
            try {
                run.add(delivery.id(), parser.parse(delivery.data()));
            } catch (UnusableRecordException e) {
                run.unusable++;
                run.failed(List.of(delivery.id()), e);
            }
        }
        run.execute();
        Set<String> failures = new LinkedHashSet<>();
        for (Delivery delivery : batch) {
            if (run.failures.contains(delivery.id())) {
                failures.add(delivery.id());
            }
        }
        return new Outcome(failures, run.applied, run.superseded, run.expired, run.unusable);
    }

    /** A record as it was delivered. */
    static final class Delivery {

        private final String id;
        private final byte[] data;

        /**
         * @param id names it in the outcome
         */
        Delivery(String id, byte[] data) {
            this.id = id;
            this.data = data;
        }

        String id() {
            return id;
        }

        byte[] data() {
            return data;
        }
    }

    /**
     * What became of a batch.
     *
     * @param failures of the deliveries to be made again, in their order
     * @param applied changes that were made
     * @param superseded changes that were older than what is there, or concern a set that is gone
     * @param expired changes from before the retention, not made
     * @param unusable records that are not of the results stream; they are among the failures
     */
    record Outcome(
            Set<String> failures, long applied, long superseded, long expired, long unusable) {}

    /** One batch. */
    private final class Run {

        private final long now;
        private final String cutoff;
        private final String forgetAt;
        private final Map<String, Map<String, List<Change>>> boards = new LinkedHashMap<>();
        private final Map<String, ResultCommand> others = new LinkedHashMap<>();
        private final Set<String> failures = new LinkedHashSet<>();
        private long applied;
        private long superseded;
        private long expired;
        private long unusable;

        Run(long now) {
            this.now = now;
            this.cutoff = Long.toString(Math.max(0, (now - retentionMillis) * 1_000));
            this.forgetAt = Long.toString(now + retentionMillis);
        }

        void add(String id, ResultCommand command) {
            if (command instanceof MemberChange change) {
                boards.computeIfAbsent(change.board(), board -> new LinkedHashMap<>())
                        .computeIfAbsent(change.key(), key -> new ArrayList<>())
                        .add(new Change(id, change, ANYWHERE));
            } else {
                others.put(id, command);
            }
        }

        void execute() {
            try {
                for (Map.Entry<String, Map<String, List<Change>>> board : boards.entrySet()) {
                    guarded(
                            idsOf(board.getValue().values()),
                            () -> changeBoard(board.getKey(), board.getValue()));
                }
                for (Map.Entry<String, ResultCommand> other : others.entrySet()) {
                    guarded(List.of(other.getKey()), () -> executeOther(other.getValue()));
                }
            } catch (JedisConnectionException | JedisClusterOperationException e) {
                // The rest would only wait for the same timeout.
                boards.values().forEach(board -> failures.addAll(idsOf(board.values())));
                failures.addAll(others.keySet());
                LOG.error("Redis cannot be reached, the whole batch will come again", e);
            }
        }

        private void guarded(List<String> ids, Runnable step) {
            try {
                step.run();
            } catch (JedisConnectionException | JedisClusterOperationException e) {
                throw e;
            } catch (JedisException e) {
                failed(ids, e);
            }
        }

        void failed(List<String> ids, Exception cause) {
            failures.addAll(ids);
            LOG.error("Not executed, will come again: {}", ids, cause);
        }

        private List<String> idsOf(Collection<List<Change>> changes) {
            List<String> ids = new ArrayList<>();
            changes.forEach(of -> of.forEach(change -> ids.add(change.id)));
            return ids;
        }

        private void executeOther(ResultCommand command) {
            if (command instanceof MetaChange meta) {
                changeMeta(meta);
            } else if (command instanceof ProfileChange profile) {
                changeProfile(profile);
            } else if (command instanceof BoardDrop drop) {
                drop(drop);
            } else if (command instanceof BoardPromotion promotion) {
                promote(promotion);
            }
        }

        private void changeBoard(String board, Map<String, List<Change>> byKey) {
            Map<Integer, String> floors = register(board, byKey);
            Map<String, List<Change>> all = new LinkedHashMap<>(byKey);
            addSiblings(board, byKey, all);
            for (Map.Entry<String, List<Change>> set : all.entrySet()) {
                guarded(
                        set.getValue().stream().map(change -> change.id).toList(),
                        () -> changeSet(set.getKey(), set.getValue(), floors));
            }
            purgeStep(board);
        }

        /** Answers the floor of each version that is changed. */
        private Map<Integer, String> register(String board, Map<String, List<Change>> byKey) {
            Set<Integer> versions = new TreeSet<>();
            List<String> arguments = new ArrayList<>();
            byKey.forEach(
                    (key, changes) -> {
                        MemberChange newest = null;
                        for (Change each : changes) {
                            MemberChange change = each.command;
                            versions.add(change.shadowVersion());
                            boolean registers = change.score() != null && !isGone(change);
                            if (registers
                                    && (newest == null || change.revision() > newest.revision())) {
                                newest = change;
                            }
                        }
                        if (newest != null) {
                            arguments.add(RegisteredKey.FIELD + key);
                            arguments.add(Long.toString(newest.expireAt()));
                            arguments.add(Long.toString(newest.revision()));
                            arguments.add(Integer.toString(newest.shadowVersion()));
                        }
                    });
            List<String> all = new ArrayList<>();
            all.add(Integer.toString(versions.size()));
            versions.forEach(version -> all.add(Integer.toString(version)));
            all.addAll(arguments);
            List<?> answer = (List<?>) client.eval(ResultScripts.REGISTER, metaKeys(board), all);
            Map<Integer, String> floors = new HashMap<>();
            int n = 0;
            for (Integer version : versions) {
                floors.put(version, (String) answer.get(n++));
            }
            return floors;
        }

        private boolean isGone(MemberChange change) {
            return change.expireAt() != 0 && change.expireAt() <= now;
        }

        private void addSiblings(
                String board, Map<String, List<Change>> byKey, Map<String, List<Change>> all) {
            List<RegisteredKey> registered = null;
            for (List<Change> changes : byKey.values()) {
                for (Change each : changes) {
                    MemberChange change = each.command;
                    if (!change.allPartitions()) {
                        continue;
                    }
                    if (registered == null) {
                        registered = registered(board);
                    }
                    for (RegisteredKey other : registered) {
                        if (other.shadowVersion() == change.shadowVersion()
                                && Objects.equals(other.window(), change.window())
                                && !other.key().equals(change.key())) {
                            MemberChange removal =
                                    new MemberChange(
                                            other.key(),
                                            board,
                                            change.shadowVersion(),
                                            change.window(),
                                            change.member(),
                                            null,
                                            0,
                                            false,
                                            change.revision());
                            // A copy: the list in byKey is being walked through.
                            List<Change> there =
                                    new ArrayList<>(all.getOrDefault(other.key(), List.of()));
                            there.add(new Change(each.id, removal, ONLY_IF_THERE));
                            all.put(other.key(), there);
                        }
                    }
                }
            }
        }

        private void changeSet(String key, List<Change> changes, Map<Integer, String> floors) {
            MemberChange newest = null;
            List<String> tuples = new ArrayList<>();
            int own = 0;
            for (Change each : changes) {
                MemberChange change = each.command;
                if (isGone(change)) {
                    superseded++;
                    continue;
                }
                tuples.add(change.member());
                tuples.add(Long.toString(change.revision()));
                tuples.add(change.score() == null ? "" : change.score());
                tuples.add(each.condition);
                own += each.condition.equals(ANYWHERE) ? 1 : 0;
                if (change.score() != null
                        && (newest == null || change.revision() > newest.revision())) {
                    newest = change;
                }
            }
            if (tuples.isEmpty()) {
                return;
            }
            List<String> arguments = new ArrayList<>();
            arguments.add(floors.get(changes.get(0).command.shadowVersion()));
            arguments.add(cutoff);
            arguments.add(forgetAt);
            arguments.add(
                    newest == null || newest.expireAt() == 0
                            ? ""
                            : Long.toString(newest.expireAt()));
            arguments.addAll(tuples);
            count(own, client.eval(ResultScripts.MEMBERS, setKeys(key), arguments));
        }

        private void changeMeta(MetaChange change) {
            List<String> arguments = new ArrayList<>();
            arguments.add(cutoff);
            arguments.add(Long.toString(change.revision()));
            change.fields()
                    .forEach(
                            (field, value) -> {
                                arguments.add(value == null ? "0" : "1");
                                arguments.add(field);
                                arguments.add(value == null ? "" : value);
                            });
            count(1, client.eval(ResultScripts.META, metaKeys(change.board()), arguments));
        }

        private void changeProfile(ProfileChange change) {
            List<String> arguments = new ArrayList<>();
            arguments.add(cutoff);
            arguments.add(Long.toString(change.revision()));
            arguments.add(forgetAt);
            change.columns()
                    .forEach(
                            (column, value) -> {
                                arguments.add(column);
                                arguments.add(value);
                            });
            count(1, client.eval(ResultScripts.PLAYER, List.of(change.key()), arguments));
        }

        /** What a script answers: how many changes it made, and how many were too old. */
        private void count(int changes, Object answer) {
            List<?> counts = (List<?>) answer;
            long done = (Long) counts.get(0);
            long old = (Long) counts.get(1);
            applied += done;
            expired += old;
            superseded += Math.max(0, changes - done - old);
        }

        private void drop(BoardDrop drop) {
            String revision = Long.toString(drop.revision());
            client.eval(
                    ResultScripts.DROP_META,
                    metaKeys(drop.board()),
                    List.of(revision, Integer.toString(drop.shadowVersion())));
            for (RegisteredKey key : registered(drop.board())) {
                if (key.shadowVersion() == drop.shadowVersion()) {
                    dropMembers(key.key(), drop.revision());
                    unregister(drop.board(), key.key(), drop.revision());
                }
            }
            applied++;
        }

        private void promote(BoardPromotion promotion) {
            String board = promotion.board();
            long revision = promotion.revision();
            client.eval(
                    ResultScripts.PROMOTE_META,
                    metaKeys(board),
                    List.of(
                            Long.toString(revision),
                            Integer.toString(promotion.liveBecomes()),
                            Integer.toString(promotion.shadowVersion())));
            Map<String, BoardAddress> pairs = new TreeMap<>();
            for (RegisteredKey key : registered(board)) {
                if (key.shadowVersion() == BoardAddress.LIVE
                        || key.shadowVersion() == promotion.shadowVersion()) {
                    BoardAddress live = address(board, BoardAddress.LIVE, key);
                    pairs.put(keys.board(live), live);
                }
            }
            for (BoardAddress live : pairs.values()) {
                promote(promotion, live);
            }
            applied++;
        }

        /**
         * Only what is older than the promotion is moved, and it gets the revision of the
         * promotion: so an attempt that was cut short can be made again.
         */
        private void promote(BoardPromotion promotion, BoardAddress live) {
            long revision = promotion.revision();
            boolean liveMoves = promotion.liveBecomes() != BoardAddress.LIVE;
            boolean shadowMoves = promotion.shadowVersion() != BoardAddress.LIVE;
            BoardAddress shadow = as(live, promotion.shadowVersion());
            if (liveMoves && promotion.liveBecomes() == promotion.shadowVersion()) {
                exchange(live, shadow, revision);
                return;
            }
            if (liveMoves) {
                move(keys.board(live), as(live, promotion.liveBecomes()), revision);
            }
            if (shadowMoves) {
                move(keys.board(shadow), live, revision);
            }
            String left = keys.board(shadowMoves ? shadow : live);
            dropMembers(left, revision);
            unregister(promotion.board(), left, revision);
        }

        /** Where both have one version, what was live is put aside under a version of no board. */
        private void exchange(BoardAddress live, BoardAddress shadow, long revision) {
            String key = keys.board(live);
            int versionAt =
                    keys.board(
                                    new BoardAddress(
                                            live.board(),
                                            BoardAddress.LIVE,
                                            "",
                                            null,
                                            BoardAddress.NEVER))
                            .length();
            String aside = key.substring(0, versionAt) + ":v0" + key.substring(versionAt);
            copy(key, aside, null, revision, revision);
            move(keys.board(shadow), live, revision);
            // What was put aside has the revision of the promotion already.
            copy(aside, keys.board(shadow), shadow, revision + 1, revision);
            dropMembers(keys.board(shadow), revision - 1);
            dropMembers(aside, revision);
        }

        private void move(String from, BoardAddress to, long revision) {
            String target = keys.board(to);
            copy(from, target, to, revision, revision);
            dropMembers(target, revision - 1);
        }

        /**
         * Copies the members from before a revision.
         *
         * @param to what the target is registered as, or null
         */
        private void copy(String from, String target, BoardAddress to, long before, long revision) {
            long expiry = client.pexpireTime(from);
            String expireAt = expiry > 0 ? Long.toString(expiry) : "";
            ScanParams step = new ScanParams().count(STEP);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<Tuple> page = client.zscan(revisionsOf(from), cursor, step);
                List<String> members = new ArrayList<>();
                for (Tuple entry : page.getResult()) {
                    if (entry.getScore() > 0 && entry.getScore() < before) {
                        members.add(entry.getElement());
                    }
                }
                if (!members.isEmpty()) {
                    put(from, target, to, members, revision, expireAt);
                }
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }

        private void put(
                String from,
                String target,
                BoardAddress to,
                List<String> members,
                long revision,
                String expireAt) {
            List<Double> scores = client.zmscore(from, members.toArray(new String[0]));
            List<String> arguments = new ArrayList<>(List.of("0", "0", forgetAt, expireAt));
            for (int i = 0; i < members.size(); i++) {
                Double score = scores.get(i);
                if (score != null) {
                    arguments.add(members.get(i));
                    arguments.add(Long.toString(revision));
                    arguments.add(Double.toString(score));
                    arguments.add(ANYWHERE);
                }
            }
            if (to != null) {
                client.eval(
                        ResultScripts.REGISTER,
                        metaKeys(to.board()),
                        List.of(
                                "0",
                                RegisteredKey.FIELD + target,
                                expireAt.isEmpty() ? "0" : expireAt,
                                Long.toString(revision),
                                Integer.toString(to.shadowVersion())));
            }
            client.eval(ResultScripts.MEMBERS, setKeys(target), arguments);
        }

        private BoardAddress address(String board, int shadowVersion, RegisteredKey key) {
            return new BoardAddress(
                    board, shadowVersion, key.partition(), key.window(), BoardAddress.NEVER);
        }

        private BoardAddress as(BoardAddress live, int shadowVersion) {
            return new BoardAddress(
                    live.board(),
                    shadowVersion,
                    live.partition(),
                    live.window(),
                    BoardAddress.NEVER);
        }

        private void dropMembers(String key, long revision) {
            List<String> arguments = List.of(Long.toString(revision), Integer.toString(STEP));
            long dropped;
            do {
                dropped = (Long) client.eval(ResultScripts.DROP_MEMBERS, setKeys(key), arguments);
            } while (dropped == STEP);
        }

        private void unregister(String board, String key, long revision) {
            client.eval(
                    ResultScripts.UNREGISTER,
                    List.of(keys.meta(board)),
                    List.of(RegisteredKey.FIELD + key, Long.toString(revision)));
        }

        private List<RegisteredKey> registered(String board) {
            List<RegisteredKey> found = new ArrayList<>();
            ScanParams step = new ScanParams().match(RegisteredKey.FIELD + "*").count(STEP);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<Map.Entry<String, String>> page =
                        client.hscan(keys.meta(board), cursor, step);
                for (Map.Entry<String, String> field : page.getResult()) {
                    RegisteredKey key =
                            RegisteredKey.parse(
                                    field.getKey().substring(RegisteredKey.FIELD.length()),
                                    board,
                                    keys);
                    if (key != null) {
                        found.add(key);
                    }
                }
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            return found;
        }

        /** Takes sets that are gone off the registry: the next part of it with each batch. */
        private void purgeStep(String board) {
            String cursor = purgeCursors.getOrDefault(board, ScanParams.SCAN_POINTER_START);
            ScanParams step = new ScanParams().match(RegisteredKey.FIELD + "*").count(STEP);
            ScanResult<Map.Entry<String, String>> page =
                    client.hscan(keys.meta(board), cursor, step);
            for (Map.Entry<String, String> field : page.getResult()) {
                int comma = field.getValue().indexOf(',');
                if (comma > 0) {
                    long expiry = Long.parseLong(field.getValue().substring(0, comma));
                    if (expiry != 0 && expiry < now - PURGE_DELAY_MILLIS) {
                        client.eval(
                                ResultScripts.UNREGISTER,
                                List.of(keys.meta(board)),
                                List.of(field.getKey(), field.getValue().substring(comma + 1)));
                    }
                }
            }
            purgeCursors.put(board, page.getCursor());
        }

        private List<String> setKeys(String key) {
            return Arrays.asList(key, revisionsOf(key));
        }

        private List<String> metaKeys(String board) {
            String meta = keys.meta(board);
            // In the slot that the braces in the key of meta choose.
            return Arrays.asList(
                    meta, meta.substring(0, meta.lastIndexOf(':')) + ":meta_revisions");
        }
    }

    /** In the slot of the set, whose key has no braces. */
    private static String revisionsOf(String key) {
        return "{" + key + "}:revisions";
    }

    /**
     * A change of a set that a delivery asks for.
     *
     * @param condition whether the member must be there already
     */
    private record Change(String id, MemberChange command, String condition) {}
}
