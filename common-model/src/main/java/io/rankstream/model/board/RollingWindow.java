package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** The last so long, moving on by a slide; its slices are aligned to the epoch. */
final class RollingWindow extends BoardWindow {

    private static final int MAX_SLICES = 1_000;

    private final Duration size;
    private final Duration slide;
    private final long sizeMillis;
    private final long slideMillis;

    private RollingWindow(Duration size, Duration slide) {
        this.size = size;
        this.slide = slide;
        this.sizeMillis = size.toMillis();
        this.slideMillis = slide.toMillis();
    }

    static RollingWindow parse(JsonFields fields) throws InvalidDefinitionException {
        Duration size = seconds(fields, "size");
        Duration slide = seconds(fields, "slide");
        if (size.toSeconds() % slide.toSeconds() != 0) {
            throw fields.invalid("size", "must be a multiple of slide " + slide);
        }
        if (size.toSeconds() / slide.toSeconds() > MAX_SLICES) {
            throw fields.invalid("slide", "must leave at most " + MAX_SLICES + " slices");
        }
        return new RollingWindow(size, slide);
    }

    @Override
    public JsonNode toJson() {
        return json(Type.ROLLING).put("size", size.toString()).put("slide", slide.toString());
    }

    @Override
    public boolean isRolling() {
        return true;
    }

    @Override
    public long maxLengthMillis() {
        return sizeMillis;
    }

    @Override
    public long start(long eventTime) {
        return eventTime - Math.floorMod(eventTime, slideMillis);
    }

    @Override
    public long end(long start) {
        return start + sizeMillis;
    }

    @Override
    public String label(long start) {
        return null;
    }
}
