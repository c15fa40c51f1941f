package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;

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

    /** The least chunk key there is, or {@code Long.MAX_VALUE}; may look at all of them. */
    long leastIdChunk() throws IOException;

    boolean isIdIndexed(EventId id) throws IOException;

    void indexId(EventId id) throws IOException;

    void removeIndexedId(EventId id) throws IOException;

    /** The value of a window that has been closed, or null. */
    BoardValue closedWindow(ValueKey key) throws IOException;

    void putClosedWindow(BoardValue value) throws IOException;

    void removeClosedWindow(ValueKey key) throws IOException;

    /** A copy that may be iterated while windows are put and removed. */
    List<BoardValue> closedWindows() throws IOException;

    /** A chunk of the event log, or null. */
    byte[] logChunk(long number) throws IOException;

    void putLogChunk(long number, byte[] chunk) throws IOException;

    void removeLogChunk(long number) throws IOException;

    /** When the retraction of an event arrived, epoch milliseconds, or null if there is none. */
    Long retraction(EventId id) throws IOException;

    void putRetraction(EventId id, long arrivalTime) throws IOException;

    void removeRetraction(EventId id) throws IOException;

    /** A copy that may be iterated while retractions are removed. */
    Map<EventId, Long> retractions() throws IOException;

    /** Sets an event aside until the player's profile is known or the wait is over. */
    void park(GameplayEvent event) throws IOException;

    /**
     * Takes all events out that were set aside, in the order they came; one that cannot be used by
     * what is declared now is a dead letter.
     */
    List<ParsedRecord> takeParked() throws IOException;

    /** Forgets what was scored: all but ids and retractions. */
    void clearScores() throws IOException;
}
