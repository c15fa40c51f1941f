package io.rankstream.replay.republish;

import io.rankstream.flink.event.EventConfig;
import io.rankstream.flink.kinesis.KinesisSinks;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.DeadLetter.Reason;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.expression.ConditionExpression;
import io.rankstream.model.expression.EvaluationContext;
import io.rankstream.model.expression.ExpressionException;
import io.rankstream.model.expression.Parameters;
import io.rankstream.replay.config.RepublishConfig;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which archived records are sent; says so of each that is not. */
final class RecordSelection {

    /** What becomes of a record. */
    enum Verdict {
        SENT,
        /** Lies outside the range, or has no event that meets the filter. */
        FILTERED,
        /** Cannot be sent, or would change nothing. */
        SKIPPED
    }

    /** What the selection is made of; travels with the job. */
    static final class Declaration implements Serializable {

        private static final long serialVersionUID = 1L;

        private final ArchiveKind kind;
        private final long from;
        private final long until;
        private final EventConfig events;
        private final String filter;

        /**
         * @param from event time, epoch milliseconds
         * @param until exclusive
         * @param filter a condition on the event, or null
         */
        Declaration(ArchiveKind kind, long from, long until, EventConfig events, String filter) {
            this.kind = kind;
            this.from = from;
            this.until = until;
            this.events = events;
            this.filter = filter;
        }

        ArchiveKind kind() {
            return kind;
        }

        long from() {
            return from;
        }

        long until() {
            return until;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RecordSelection.class);

    /** With its envelope, no smaller record can be more than Kinesis takes. */
    private static final int CERTAIN_TO_FIT = 600 * 1024;

    private final Declaration declaration;
    private final Map<String, EventParser> parsers;
    private final ConditionExpression filter;
    private final EvaluationContext context = new EvaluationContext();
    private final Parameters parameters = new Parameters();
    private final Set<String> saidUnknown = new HashSet<>();

    RecordSelection(Declaration declaration) {
        this.declaration = declaration;
        parsers = declaration.events.newParsers();
        filter = filter(declaration);
    }

    private static ConditionExpression filter(Declaration declaration) {
        if (declaration.filter == null) {
            return null;
        }
        try {
            return RepublishConfig.compileFilter(declaration.events, declaration.filter);
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException("was compiled before the job was started", e);
        }
    }

    Verdict judge(ArchivedRecord record) {
        if (record.eventTime() < declaration.from || record.eventTime() >= declaration.until) {
            return Verdict.FILTERED;
        }
        ReplayEnvelope envelope;
        try {
            envelope = envelope(declaration.kind, record);
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is not sent: as a dead letter it {}", record, e.getMessage());
            return Verdict.SKIPPED;
        }
        if (envelope == null) {
            return Verdict.SKIPPED;
        }
        String stream = envelope.origin().stream();
        EventParser parser = parsers.get(stream);
        if (parser == null) {
            if (saidUnknown.add(stream)) {
                LOG.warn("records of {} are not sent: it is none of events.streams", stream);
            }
            return Verdict.SKIPPED;
        }
        if (filter != null && !meetsFilter(envelope, parser)) {
            return Verdict.FILTERED;
        }
        if (!fits(envelope)) {
            LOG.warn("{} is not sent: with its envelope it is more than Kinesis takes", record);
            return Verdict.SKIPPED;
        }
        return Verdict.SENT;
    }

    /**
     * What is sent of an archived record.
     *
     * @return null if a replay could not change what became of it
     * @throws IllegalArgumentException if it is to be a dead letter and is none, or one that does
     *     not hold the whole record
     */
    static ReplayEnvelope envelope(ArchiveKind kind, ArchivedRecord record) {
        if (kind != ArchiveKind.DEAD_LETTERS) {
            return ReplayEnvelope.of(record);
        }
        DeadLetter letter = DeadLetter.parse(record.bytes());
        if (!isReplayable(letter)) {
            return null;
        }
        if (letter.recordLength() > letter.bytes().length) {
            throw new IllegalArgumentException(
                    "was cut: record_length is "
                            + letter.recordLength()
                            + ", and it holds "
                            + letter.bytes().length
                            + " bytes");
        }
        return ReplayEnvelope.of(letter, record.partitionKey());
    }

    /**
     * What a board did not count, others may have counted: its id is taken. What is too old stays
     * so.
     */
    private static boolean isReplayable(DeadLetter letter) {
        return letter.board() == null
                && letter.reason() != Reason.BEYOND_HORIZON
                && letter.reason() != Reason.RETRACTION_TOO_OLD
                && letter.reason() != Reason.BAD_ENVELOPE;
    }

    private boolean meetsFilter(ReplayEnvelope envelope, EventParser parser) {
        for (GameplayEvent event :
                parser.parsePart(
                                envelope.bytes(),
                                envelope.origin(),
                                envelope.arrivalTime(),
                                envelope.eventIndex())
                        .events()) {
            context.reset(event, null, parameters, event.eventTime());
            try {
                if (filter.test(context)) {
                    return true;
                }
            } catch (ExpressionException e) {
                LOG.warn("{} does not meet the filter: {}", envelope.origin(), e.getMessage());
            }
        }
        return false;
    }

    private static boolean fits(ReplayEnvelope envelope) {
        return envelope.bytes().length <= CERTAIN_TO_FIT
                || envelope.toJson().length
                                + envelope.partitionKey().getBytes(StandardCharsets.UTF_8).length
                        <= KinesisSinks.MAX_RECORD_BYTES;
    }
}
