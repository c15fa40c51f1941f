package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import java.io.IOException;
import java.util.List;

/**
 * The colder state of the player at hand: what the usual event does not touch.
 *
 * <p>The hot part is {@link PlayerState}; whoever drives {@link PlayerScoring} keeps both.
 */
public interface PlayerStore {

    /** The packed ids stored under a chunk key of {@link SeenIds}, or null. */
    byte[] idChunk(long chunkKey) throws IOException;

    void putIdChunk(long chunkKey, byte[] ids) throws IOException;

    void removeIdChunk(long chunkKey) throws IOException;

    boolean isIdIndexed(EventId id) throws IOException;

    void indexId(EventId id) throws IOException;

    void removeIndexedId(EventId id) throws IOException;

    /** The value of a window that has been closed, or null. */
    BoardValue closedWindow(int trackId, long windowStart) throws IOException;

    void putClosedWindow(BoardValue value) throws IOException;

    void removeClosedWindow(BoardValue value) throws IOException;

    /** A copy that may be iterated while windows are put and removed. */
    List<BoardValue> closedWindows() throws IOException;

    /** Sets an event aside until the player's profile is known or the wait is over. */
    void park(GameplayEvent event) throws IOException;

    /**
     * Takes all events out that were set aside, in the order they came; one that cannot be used by
     * what is declared now is a dead letter.
     */
    List<ParsedRecord> takeParked() throws IOException;

    /** Forgets everything about the player. */
    void clear() throws IOException;
}
