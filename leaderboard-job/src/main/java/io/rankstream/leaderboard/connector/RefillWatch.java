package io.rankstream.leaderboard.connector;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.RegisteredKey;
import io.rankstream.model.player.RefillBoard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reports each request to fill a board again once: a number in the board's meta that grows.
 *
 * <p>Which shadows a board has it learns from the keys that the audit lists.
 */
final class RefillWatch {

    private final Map<RefillBoard, String> reported;
    private final Map<String, Set<Integer>> shadows = new HashMap<>();

    RefillWatch(WatchSplit restored) {
        reported = new LinkedHashMap<>(restored.refills());
    }

    /** Takes in which keys a board has. */
    void keys(String board, Collection<RegisteredKey> keys) {
        Set<Integer> versions = new HashSet<>();
        for (RegisteredKey key : keys) {
            if (key.shadowVersion() != BoardAddress.LIVE) {
                versions.add(key.shadowVersion());
            }
        }
        shadows.put(board, versions);
    }

    /** The known shadows of each board. */
    Map<String, Set<Integer>> shadows() {
        return new HashMap<>(shadows);
    }

    /**
     * Takes in the requests that there are. Where one is missing that was there, the board has been
     * dropped, and another one of its name counts its requests from the first.
     *
     * @param requests of live boards and of {@link #shadows}
     * @return the boards to report now
     */
    List<RefillBoard> seen(Set<String> boards, Map<RefillBoard, String> requests) {
        shadows.keySet().retainAll(boards);
        reported.keySet()
                .removeIf(
                        board ->
                                !boards.contains(board.board())
                                        || (isKnown(board) && !requests.containsKey(board)));
        List<RefillBoard> asked = new ArrayList<>();
        requests.forEach(
                (board, request) -> {
                    if (!request.equals(reported.put(board, request))) {
                        asked.add(board);
                    }
                });
        return asked;
    }

    private boolean isKnown(RefillBoard board) {
        int version = board.shadowVersion();
        return version == BoardAddress.LIVE
                || shadows.getOrDefault(board.board(), Collections.emptySet()).contains(version);
    }

    /** The last request for each board that was reported. */
    Map<RefillBoard, String> reported() {
        return new LinkedHashMap<>(reported);
    }
}
