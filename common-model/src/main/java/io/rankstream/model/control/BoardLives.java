package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.command.BoardAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One board by name: the live one, its shadows and the tracks that ended. */
final class BoardLives {

    /** Every task has heard of the ends before these long ago. */
    private static final int MAX_RETIRED = 16;

    private final String board;
    private final Map<Integer, BoardLife> lives = new TreeMap<>();
    private final List<BoardTrack> retired = new ArrayList<>();

    BoardLives(String board) {
        this.board = board;
    }

    BoardLife life(int shadowVersion) {
        return lives.computeIfAbsent(shadowVersion, version -> new BoardLife(board, version));
    }

    /** Whether a shadow of this version is there. */
    boolean hasShadow(int version) {
        return lives.containsKey(version) && lives.get(version).isActive();
    }

    /** Whether the live board has a rule of this version. */
    boolean hasLiveVersion(int version) {
        if (!lives.containsKey(BoardAddress.LIVE)) {
            return false;
        }
        for (BoardRule rule : lives.get(BoardAddress.LIVE).rules().entries()) {
            if (rule.definition().version() == version) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing was ever said about it. */
    boolean isBlank() {
        return lives.values().stream().allMatch(BoardLife::isBlank) && retired.isEmpty();
    }

    /** Forgets the ended tracks that do not fit the declarations any more. */
    void removeRetiredIf(Predicate<BoardTrack> unfit) {
        retired.removeIf(unfit);
    }

    void retire(BoardTrack track) {
        retired.add(track.retire());
        if (retired.size() > MAX_RETIRED) {
            retired.remove(0);
        }
    }

    Collection<BoardLife> lives() {
        return lives.values();
    }

    int activeTracks() {
        int active = 0;
        for (BoardLife life : lives.values()) {
            active += life.isActive() ? 1 : 0;
        }
        return active;
    }

    BoardTracks tracks() {
        List<BoardTrack> tracks = new ArrayList<>(retired);
        for (BoardLife life : lives.values()) {
            if (life.isActive()) {
                tracks.add(life.track());
            }
        }
        tracks.sort(Comparator.comparingInt(BoardTrack::id));
        return new BoardTracks(board, tracks);
    }

    /** The versions in force at a time, by what keys call their boards. */
    void addVersions(long time, ObjectNode versions) {
        for (BoardLife life : lives.values()) {
            BoardRule rule = life.rules().at(time);
            if (rule != null) {
                String name =
                        life.shadowVersion() == BoardAddress.LIVE
                                ? board
                                : board + ":v" + life.shadowVersion();
                versions.put(name, rule.definition().version());
            }
        }
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("lives");
        for (BoardLife life : lives.values()) {
            if (!life.isBlank()) {
                array.add(life.toJson());
            }
        }
        ArrayNode ended = json.putArray("retired");
        retired.forEach(track -> ended.add(track.toJson()));
        return json;
    }

    static BoardLives parse(String board, JsonNode json) {
        BoardLives parsed = new BoardLives(board);
        for (JsonNode node : json.required("lives")) {
            BoardLife life = BoardLife.parse(board, node);
            parsed.lives.put(life.shadowVersion(), life);
        }
        json.required("retired")
                .forEach(track -> parsed.retired.add(BoardTrack.parse(board, track)));
        return parsed;
    }
}
