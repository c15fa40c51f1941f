package io.rankstream.datagen;

import io.rankstream.datagen.StreamRecord.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A racing load moment by moment, as a pure function of the plan and the start.
 *
 * <p>It knows no clock: sending late or early changes nothing of what is sent.
 */
final class RacingSchedule implements Iterator<Tick> {

    private static final long TICK_MILLIS = 50;

    /** The most that one put takes. */
    private static final int MAX_BATCH = 500;

    /** One put takes 5 MiB; the rest is for keys and encoding. */
    private static final int MAX_BATCH_BYTES = 3 * 1024 * 1024;

    private static final int LONGEST_REPEAT_MILLIS = 5_000;

    private record Copy(long atMillis, long order, List<StreamRecord> records, boolean batch) {}

    private final LoadPlan plan;
    private final Instant start;
    private final RacingPlayers players;
    private final RowHistory rows;
    private final ControlScript script;
    private final RacingEvents events;
    private final BadRecords bad;
    private final SplittableRandom choices;
    private final SplittableRandom faults;
    private final PriorityQueue<Copy> copies =
            new PriorityQueue<>(
                    Comparator.comparingLong(Copy::atMillis).thenComparingLong(Copy::order));

    private final long lastMillis;
    private long millis = -TICK_MILLIS;
    private long sent;
    private long copiesDrawn;
    private boolean ended;

    RacingSchedule(LoadPlan plan, Instant start) {
        SplittableRandom random = new SplittableRandom(plan.seed());
        this.plan = plan;
        this.start = start;
        this.players = new RacingPlayers(plan.population(), random.split());
        this.rows = new RowHistory(plan.population(), players, random.split());
        this.script = new ControlScript(plan.scenario(), start, players, random.split());
        this.events = new RacingEvents(random.split());
        this.bad = new BadRecords(random.split());
        this.choices = random.split();
        this.faults = random.split();
        this.lastMillis = plan.pace().duration().toMillis();
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public Tick next() {
        if (ended) {
            throw new NoSuchElementException("the load has ended");
        }
        millis = Math.min(millis + TICK_MILLIS, lastMillis);
        List<StreamRecord> records = newRecords();
        ended = sent >= plan.pace().events() || millis >= lastMillis;
        return tick(records, ended ? Long.MAX_VALUE : millis);
    }

    /** What is still owed when the load is stopped early: every copy that was to come. */
    Tick stop() {
        ended = true;
        return tick(new ArrayList<>(), Long.MAX_VALUE);
    }

    private Tick tick(List<StreamRecord> records, long copiesUntil) {
        List<List<StreamRecord>> repeated = new ArrayList<>();
        while (!copies.isEmpty() && copies.peek().atMillis() <= copiesUntil) {
            Copy copy = copies.remove();
            if (copy.batch()) {
                repeated.add(copy.records());
            } else {
                records.addAll(copy.records());
            }
        }
        List<List<StreamRecord>> batches = batches(records);
        if (!ended) {
            batches.forEach(this::maybeRepeat);
        }
        batches.addAll(repeated);
        Duration offset = Duration.ofMillis(Math.max(0, millis));
        return new Tick(start.plus(offset), rows.until(offset), script.until(offset), batches);
    }

    private List<StreamRecord> newRecords() {
        List<StreamRecord> records = new ArrayList<>();
        double perMilli = plan.pace().eventsPerSecond() / 1_000;
        long due = Math.min(plan.pace().events(), (long) (perMilli * millis));
        for (; sent < due; sent++) {
            StreamRecord record = newRecord((long) ((sent + 1) / perMilli));
            records.add(record);
            if (drawn(plan.faults().duplicatesPercent())) {
                copies.add(new Copy(millis + delay(), copiesDrawn++, copy(record), false));
            }
        }
        return records;
    }

    private static List<StreamRecord> copy(StreamRecord record) {
        return List.of(record.copied());
    }

    private StreamRecord newRecord(long offsetMillis) {
        String player = players.id(players.next(choices));
        Instant now = start.plusMillis(offsetMillis);
        LoadPlan.Faults plan = this.plan.faults();
        double drawn = faults.nextDouble() * 100;
        if (drawn < plan.badPercent()) {
            return StreamRecord.of(player, bad.next(player, now), Kind.BAD);
        }
        Instant eventTime = now.minusMillis(upTo(plan.disorder()));
        Kind kind = Kind.ON_TIME;
        if (drawn < plan.badPercent() + plan.lateMinutesPercent()) {
            kind = Kind.LATE_BY_MINUTES;
            eventTime = eventTime.minusMillis(faults.nextLong(10_000, 600_000));
        } else if (drawn < plan.badPercent() + plan.lateMinutesPercent() + plan.lateDaysPercent()) {
            kind = Kind.LATE_BY_DAYS;
            eventTime = eventTime.minus(Duration.ofDays(1 + faults.nextInt(7)));
        }
        return StreamRecord.of(player, events.next(player, eventTime).json(), kind);
    }

    private long delay() {
        double drawn = faults.nextDouble();
        // Squared: most retries come soon.
        return (long) (drawn * drawn * plan.faults().copyDelay().toMillis());
    }

    private long upTo(Duration duration) {
        return faults.nextLong(duration.toMillis() + 1);
    }

    private boolean drawn(double percent) {
        return faults.nextDouble() * 100 < percent;
    }

    private void maybeRepeat(List<StreamRecord> batch) {
        if (drawn(plan.faults().repeatedBatchesPercent())) {
            List<StreamRecord> copy = batch.stream().map(StreamRecord::copied).toList();
            long at = millis + faults.nextLong(LONGEST_REPEAT_MILLIS);
            copies.add(new Copy(at, copiesDrawn++, copy, true));
        }
    }

    private static List<List<StreamRecord>> batches(List<StreamRecord> records) {
        List<List<StreamRecord>> batches = new ArrayList<>();
        List<StreamRecord> batch = new ArrayList<>();
        int bytes = 0;
        for (StreamRecord record : records) {
            if (batch.size() == MAX_BATCH
                    || (!batch.isEmpty() && bytes + record.data().length > MAX_BATCH_BYTES)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(record);
            bytes += record.data().length;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
