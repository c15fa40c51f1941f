package io.rankstream.archive.operator;

import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.expression.ConditionExpression;
import io.rankstream.model.expression.EvaluationContext;
import io.rankstream.model.expression.ExpressionException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;

/**
 * Looks into the records of events for the time they belong to, and leaves out those that the
 * filter does not want.
 *
 * <p>A record without a usable event is kept, at the time of its arrival; so is one on which the
 * filter fails. A record of several events is left out only if none of them passes.
 */
public final class ReadEventsFunction extends RichFlatMapFunction<ArchivedRecord, ArchiveEntry> {

    private static final long serialVersionUID = 1L;

    private final ArchiveConfig config;

    private transient Map<String, EventParser> parsers;
    private transient ConditionExpression filter;
    private transient EvaluationContext context;
    private transient int partitionField;
    private transient Counter records;
    private transient Counter unusable;
    private transient Counter filtered;
    private transient Counter filterFailures;

    public ReadEventsFunction(ArchiveConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext ignored) {
        parsers = config.events().newParsers();
        filter = config.newFilter();
        context = new EvaluationContext();
        partitionField =
                config.partitionBy().isEmpty()
                        ? -1
                        : config.events().fields().indexOf(config.partitionBy());
        JobMetrics metrics = new JobMetrics(getRuntimeContext().getMetricGroup());
        records = metrics.counter(ArchiveMetrics.EVENT_RECORDS);
        unusable = metrics.counter(ArchiveMetrics.UNUSABLE_RECORDS);
        filtered = metrics.counter(ArchiveMetrics.FILTERED_RECORDS);
        filterFailures = metrics.counter(ArchiveMetrics.FILTER_FAILURES);
    }

    @Override
    public void flatMap(ArchivedRecord record, Collector<ArchiveEntry> out) {
        records.inc();
        List<GameplayEvent> events =
                parsers.get(record.source())
                        .parse(
                                record.bytes(),
                                new RecordOrigin(
                                        record.source(), record.shard(), record.sequenceNumber()),
                                record.arrivalTime())
                        .events();
        if (events.isEmpty()) {
            unusable.inc();
            out.collect(new ArchiveEntry(ArchiveKind.EVENTS, partition(null), record));
            return;
        }
        if (filter != null && !isWanted(events)) {
            filtered.inc();
            return;
        }
        out.collect(entry(record, events));
    }

    private boolean isWanted(List<GameplayEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            GameplayEvent event = events.get(i);
            context.reset(event, null, null, event.eventTime());
            try {
                if (filter.test(context)) {
                    return true;
                }
            } catch (ExpressionException e) {
                filterFailures.inc();
                return true;
            }
        }
        return false;
    }

    private ArchiveEntry entry(ArchivedRecord record, List<GameplayEvent> events) {
        GameplayEvent first = events.get(0);
        long earliest = first.eventTime();
        long latest = earliest;
        for (int i = 1; i < events.size(); i++) {
            earliest = Math.min(earliest, events.get(i).eventTime());
            latest = Math.max(latest, events.get(i).eventTime());
        }
        return new ArchiveEntry(
                ArchiveKind.EVENTS,
                partition(first),
                record.withEvents(
                        earliest, latest, events.size(), first.playerId(), first.eventType()));
    }

    /** The leading folder of an event; null stands for a record without one. */
    private String partition(GameplayEvent event) {
        if (partitionField < 0) {
            return ArchiveHour.NO_PARTITION;
        }
        String value =
                event != null && event.fields().isPresent(partitionField)
                        ? event.fields().asText(config.events().fields(), partitionField)
                        : null;
        return ArchiveHour.partition(config.partitionBy(), value);
    }
}
