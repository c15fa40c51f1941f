package io.rankstream.datagen;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the table {@code players} holds, and whose row was deleted and did not come back. */
public final class PlayersTable {

    private final Map<String, PlayerRow> rows = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();

    public PlayersTable() {}

    /**
     * A table as it was read from the database.
     *
     * @param deleted players whose delete the job has seen; ids that have a row again are ignored
     */
    public PlayersTable(Map<String, PlayerRow> rows, Set<String> deleted) {
        this.rows.putAll(rows);
        this.deleted.addAll(deleted);
        this.deleted.removeAll(rows.keySet());
    }

    public void apply(RowChange change) {
        if (change instanceof RowChange.Put put) {
            rows.put(put.playerId(), put.row());
            deleted.remove(put.playerId());
        } else if (rows.remove(change.playerId()) != null) {
            deleted.add(change.playerId());
        }
    }

    public Optional<PlayerRow> row(String playerId) {
        return Optional.ofNullable(rows.get(playerId));
    }

    /** Whether the player had a row that was deleted; a player who never had one is not hidden. */
    public boolean hides(String playerId) {
        return deleted.contains(playerId);
    }

    public Map<String, PlayerRow> rows() {
        return Map.copyOf(rows);
    }

    public Set<String> deleted() {
        return Set.copyOf(deleted);
    }
}
