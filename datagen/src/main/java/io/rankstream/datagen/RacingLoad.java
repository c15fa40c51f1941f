package io.rankstream.datagen;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Sends a racing load at the plan's pace and remembers what the known truth needs of it. */
public final class RacingLoad {

    /** So that a stop signal is soon noticed. */
    private static final long LONGEST_NAP_MILLIS = 100;

    private final LoadPlan plan;
    private final Instant start;
    private final Clock clock;
    private final RacingSchedule schedule;
    private final PlayersTable players = new PlayersTable();
    private final List<ControlMessage> controls = new ArrayList<>();
    private volatile Progress progress = Progress.NONE;

    private RacingLoad(LoadPlan plan, Instant start, Clock clock) {
        this.plan = plan;
        this.start = start;
        this.clock = clock;
        this.schedule = new RacingSchedule(plan, start);
    }

    /** A load that starts now. */
    public static RacingLoad create(LoadPlan plan) {
        return create(plan, Clock.systemUTC());
    }

    /** A load that starts when this clock says now, and keeps to it. */
    public static RacingLoad create(LoadPlan plan, Clock clock) {
        return new RacingLoad(plan, Instant.ofEpochMilli(clock.millis()), clock);
    }

    /**
     * Sends the load, once; returns when all is sent, or soon after the signal says stop.
     *
     * <p>Copies that are due after the end are sent at the end. A load that cannot keep up goes on
     * as fast as it can: it sends the same bytes, later.
     *
     * @throws IOException if a sink cannot deliver
     */
    public Progress run(Sinks sinks, BooleanSupplier stop)
            throws IOException, InterruptedException {
        while (schedule.hasNext()) {
            Tick tick = schedule.next();
            if (!awaitOrStop(tick.at(), stop)) {
                send(tick, sinks);
                send(schedule.stop(), sinks);
                return progress;
            }
            send(tick, sinks);
        }
        return progress;
    }

    private boolean awaitOrStop(Instant at, BooleanSupplier stop) throws InterruptedException {
        while (!stop.getAsBoolean()) {
            long left = plan.pace().paced() ? at.toEpochMilli() - clock.millis() : 0;
            if (left <= 0) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(Math.min(left, LONGEST_NAP_MILLIS));
        }
        return false;
    }

    private void send(Tick tick, Sinks sinks) throws IOException {
        if (!tick.rows().isEmpty()) {
            sinks.rows().put(tick.rows(), tick.at());
            tick.rows().forEach(players::apply);
        }
        if (!tick.controls().isEmpty()) {
            sinks.controls().put(tick.controls(), tick.at());
            controls.addAll(tick.controls());
        }
        for (List<StreamRecord> batch : tick.batches()) {
            sinks.events().put(batch, tick.at());
        }
        progress = plus(tick);
    }

    private Progress plus(Tick tick) {
        long events = 0;
        long copies = 0;
        long minutes = 0;
        long days = 0;
        long bad = 0;
        for (List<StreamRecord> batch : tick.batches()) {
            for (StreamRecord record : batch) {
                if (record.copy()) {
                    copies++;
                    continue;
                }
                events++;
                switch (record.kind()) {
                    case LATE_BY_MINUTES -> minutes++;
                    case LATE_BY_DAYS -> days++;
                    case BAD -> bad++;
                    case ON_TIME -> {}
                }
            }
        }
        long behind = plan.pace().paced() ? clock.millis() - tick.at().toEpochMilli() : 0;
        return new Progress(
                progress.events() + events,
                progress.copies() + copies,
                progress.lateByMinutes() + minutes,
                progress.lateByDays() + days,
                progress.bad() + bad,
                progress.rowChanges() + tick.rows().size(),
                progress.controlMessages() + tick.controls().size(),
                Duration.ofMillis(Math.max(0, behind)));
    }

    /** How far it is; any thread may ask. */
    public Progress progress() {
        return progress;
    }

    public Instant start() {
        return start;
    }

    /** The table as the load left it, and whose row it deleted. Only after {@link #run}. */
    public PlayersTable players() {
        return new PlayersTable(players.rows(), players.deleted());
    }

    /**
     * The boards a correct system shows for what the stream really holds.
     *
     * @param records everything on the events stream, with its arrival times
     * @param rows the table as it really is, and whose deletes the job has seen
     * @throws TrimmedStreamException if the stream holds fewer records than were sent: the truth
     *     cannot be known
     */
    public KnownTruth truth(List<ArrivedRecord> records, PlayersTable rows)
            throws TrimmedStreamException {
        long sent = progress.events() + progress.copies();
        if (records.size() < sent) {
            throw new TrimmedStreamException(sent, records.size());
        }
        return KnownTruth.of(records, rows, controls);
    }
}
