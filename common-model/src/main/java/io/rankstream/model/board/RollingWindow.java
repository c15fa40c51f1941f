package io.rankstream.model.board;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** The latest stretch of one length, which moves on by slices that are aligned to the epoch. */
final class RollingWindow extends BoardWindow {

    /** A member keeps a value for each slice. */
    private static final long MAX_SLICES = 1_000;

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

    static RollingWindow read(JsonFields fields) throws InvalidDefinitionException {
        Duration size = length(fields, "size");
        Duration slide = length(fields, "slide");
        if (size.toSeconds() % slide.toSeconds() != 0) {
            throw fields.invalid("size", "must be a multiple of slide " + slide);
        }
        long slices = size.toSeconds() / slide.toSeconds();
        if (slices > MAX_SLICES) {
            throw fields.invalid(
                    "slide",
                    "makes "
                            + slices
                            + " slices of size "
                            + size
                            + ", at most "
                            + MAX_SLICES
                            + " are allowed");
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
    public long start(long eventTime) {
        return eventTime - Math.floorMod(eventTime, slideMillis);
    }

    @Override
    public long end(long start) {
        return start + sizeMillis;
    }

    @Override
    long timeIn(String label) {
        return 0;
    }

    @Override
    public String label(long start) {
        return null;
    }

    @Override
    public long maxLengthMillis() {
        return sizeMillis;
    }
}
