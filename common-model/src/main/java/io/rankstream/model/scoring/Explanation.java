package io.rankstream.model.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Why a member of a board has its score: everything that counts, and what it adds up to. */
public final class Explanation {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One thing that counts. */
    public static final class Step {

        private final LogEntry entry;
        private final int ruleVersion;
        private final BigDecimal value;
        private final BigDecimal delta;
        private final BigDecimal running;

        Step(
                LogEntry entry,
                int ruleVersion,
                BigDecimal value,
                BigDecimal delta,
                BigDecimal running) {
            this.entry = entry;
            this.ruleVersion = ruleVersion;
            this.value = value;
            this.delta = delta;
            this.running = running;
        }

        /** {@code event}, {@code session} or {@code adjustment}. */
        public String kind() {
            if (entry.isAdjustment()) {
                return "adjustment";
            }
            return entry.event().session() == null ? "event" : "session";
        }

        public String playerId() {
            return entry.event().playerId();
        }

        /** The {@code event_id} that was sent, or what the event is told apart by without one. */
        public String eventId() {
            GameplayEvent event = entry.event();
            if (event.id().source() == EventId.Source.EVENT_ID && event.bytes() != null) {
                try {
                    JsonNode sent = JSON.readTree(event.bytes()).path("event_id");
                    if (sent.isTextual()) {
                        return sent.textValue();
                    }
                } catch (IOException e) {
                    throw new IllegalStateException("an event that was read is no JSON", e);
                }
            }
            return event.id().toString();
        }

        /** Epoch milliseconds. */
        public long eventTime() {
            return entry.event().eventTime();
        }

        /** Epoch milliseconds. */
        public long arrivalTime() {
            return entry.event().arrivalTime();
        }

        /** The version of the board's rule that judged it. */
        public int ruleVersion() {
            return ruleVersion;
        }

        /** What the rule makes of it. */
        public BigDecimal value() {
            return value;
        }

        /** What the score changed by. */
        public BigDecimal delta() {
            return delta;
        }

        /** The score with everything up to here. */
        public BigDecimal running() {
            return running;
        }

        private ObjectNode toJson() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("kind", kind())
                    .put("event_id", eventId())
                    .put("player_id", playerId())
                    .put("event_time", eventTime())
                    .put("arrival_time", arrivalTime());
            if (entry.event().origin() != null) {
                json.put("record", entry.event().origin().toString());
            }
            return json.put("rule_version", ruleVersion)
                    .put("value", value)
                    .put("delta", delta)
                    .put("running", running);
        }
    }

    private final BoardAddress address;
    private final String member;
    private final List<Step> steps;
    private final BigDecimal score;
    private final double redisScore;

    private Explanation(
            BoardAddress address,
            String member,
            List<Step> steps,
            BigDecimal score,
            double redisScore) {
        this.address = address;
        this.member = member;
        this.steps = Collections.unmodifiableList(steps);
        this.score = score;
        this.redisScore = redisScore;
    }

    /**
     * Adds up what counts.
     *
     * @param published what the board shows
     * @throws IllegalStateException if it adds up to something else
     */
    static Explanation of(
            ScoringTrack track,
            long windowStart,
            BoardAddress address,
            String member,
            List<Counted> counted,
            double published) {
        List<Counted> sorted = new ArrayList<>(counted);
        sorted.sort(
                (a, b) -> {
                    GameplayEvent one = a.entry().event();
                    GameplayEvent other = b.entry().event();
                    return one.eventTime() != other.eventTime()
                            ? Long.compare(one.eventTime(), other.eventTime())
                            : one.id().compareTo(other.id());
                });
        Accumulator total = new Accumulator();
        List<Step> steps = new ArrayList<>();
        long before = 0;
        for (Counted one : sorted) {
            Contribution contribution = one.contribution();
            total.add(track.aggregation(), contribution);
            long after = total.score(track.aggregation(), track.unit());
            steps.add(
                    new Step(
                            one.entry(),
                            track.versionAt(one.entry().event().eventTime()),
                            decimal(contribution.score, track),
                            decimal(Math.subtractExact(after, before), track),
                            decimal(after, track)));
            before = after;
        }
        double redis = track.redisScore(before, total.reachedAt(), windowStart);
        if (Double.compare(redis, published) != 0) {
            throw new IllegalStateException(
                    address
                            + " "
                            + member
                            + ": "
                            + steps.size()
                            + " steps add up to "
                            + redis
                            + ", but the board shows "
                            + published);
        }
        return new Explanation(address, member, steps, decimal(before, track), redis);
    }

    private static BigDecimal decimal(long scaled, ScoringTrack track) {
        return BigDecimal.valueOf(scaled, track.decimals());
    }

    public BoardAddress address() {
        return address;
    }

    public String member() {
        return member;
    }

    /** By event time, then by id. */
    public List<Step> steps() {
        return steps;
    }

    /** What the steps add up to. */
    public BigDecimal score() {
        return score;
    }

    /** As Redis keeps it: the score, with the order of ties in its low bits if these are timed. */
    public double redisScore() {
        return redisScore;
    }

    /** One object, with the fields in a fixed order. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("key", address.toString()).put("member", member);
        json.put("score", score).put("redis_score", redisScore);
        ArrayNode array = json.putArray("steps");
        steps.forEach(step -> array.add(step.toJson()));
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line for each step, for people. */
    public List<String> toLines() {
        List<String> lines = new ArrayList<>();
        lines.add(address + "  " + member + "  score " + score.toPlainString());
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  %-24s %-10s %-8s %16s %16s  %s",
                        "event time",
                        "kind",
                        "rule",
                        "delta",
                        "running",
                        "event id"));
        for (Step step : steps) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %-24s %-10s %-8s %16s %16s  %s",
                            Instant.ofEpochMilli(step.eventTime()),
                            step.kind(),
                            "v" + step.ruleVersion(),
                            step.delta().toPlainString(),
                            step.running().toPlainString(),
                            step.playerId().equals(member)
                                    ? step.eventId()
                                    : step.eventId() + " of " + step.playerId()));
        }
        return lines;
    }
}
