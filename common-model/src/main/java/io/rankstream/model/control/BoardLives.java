package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardMode;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.command.BoardAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One board by name, its live one and its shadows, after some messages in the order of issue. */
final class BoardLives {

    static final String NO_BOARD = "there is no such board: kept for when it comes";

    private final String board;
    private final Map<Integer, BoardLife> lives = new TreeMap<>();

    BoardLives(String board) {
        this.board = board;
    }

    BoardLives copy() {
        BoardLives copy = new BoardLives(board);
        lives.forEach((version, life) -> copy.lives.put(version, life.copy()));
        return copy;
    }

    /** By the version of the shadow, or {@code BoardAddress.LIVE}. */
    Map<Integer, BoardLife> lives() {
        return lives;
    }

    BoardLife life(int shadowVersion) {
        return lives.get(shadowVersion);
    }

    /** What is in force under a version, live or as a shadow; or null. */
    BoardDefinition definition(int version) {
        for (BoardLife life : lives.values()) {
            for (BoardRule rule : life.rules().entries()) {
                if (rule.definition().version() == version) {
                    return rule.definition();
                }
            }
        }
        return null;
    }

    /** Where a version stands, which a promotion may have changed; null if it is not there. */
    BoardMode placeOf(int version) {
        if (hasLiveVersion(version)) {
            return BoardMode.LIVE;
        }
        return lives.containsKey(version) ? BoardMode.SHADOW : null;
    }

    private boolean hasLiveVersion(int version) {
        BoardLife live = lives.get(BoardAddress.LIVE);
        if (live == null) {
            return false;
        }
        for (BoardRule rule : live.rules().entries()) {
            if (rule.definition().version() == version) {
                return true;
            }
        }
        return false;
    }

    /** Refuses a message that does not fit what was said before it. */
    void check(BoardMessage message, ControlDeclarations declarations)
            throws InvalidDefinitionException {
        switch (message.kind()) {
            case PUT:
                checkPut(message, declarations.correctionsHorizon().toMillis());
                break;
            case PROMOTE:
                checkCover(message, declarations.dedupHorizon().toMillis());
                break;
            case SEASON_END:
                checkShadow(message);
                checkSeason(message);
                break;
            default:
                checkShadow(message);
                break;
        }
    }

    /** Keys tell a live version from a shadow of the same number, people do not. */
    private void checkPut(BoardMessage message, long correctionsHorizonMillis)
            throws InvalidDefinitionException {
        int version = message.rule().definition().version();
        boolean live = message.shadowVersion() == BoardAddress.LIVE;
        if (live ? lives.containsKey(version) : hasLiveVersion(version)) {
            throw new InvalidDefinitionException(
                    "version",
                    Integer.toString(version),
                    live
                            ? "is the version of a shadow: use another version"
                            : "is a version of the live board: use another version");
        }
        BoardLife life = lives.get(message.shadowVersion());
        if (life != null && !message.insistent()) {
            DefinitionCheck.checkSuccession(life.newest(), message.rule().definition());
            if (message.arrivalTime() != MessageOrder.FROM_PROPERTIES) {
                Seasons.checkChange(
                        life.newest(),
                        life.newestAsEnded(),
                        message.rule().definition(),
                        message.arrivalTime() - correctionsHorizonMillis);
            }
        }
    }

    private void checkShadow(BoardMessage message) throws InvalidDefinitionException {
        int version = message.shadowVersion();
        if (version != BoardAddress.LIVE && hasLiveVersion(version)) {
            throw new InvalidDefinitionException(
                    "version",
                    Integer.toString(version),
                    "must be the version of a shadow: leave it out for the live board");
        }
    }

    /** What happened longer than the horizon before a promotion need not be covered. */
    private void checkCover(BoardMessage message, long dedupHorizonMillis)
            throws InvalidDefinitionException {
        BoardLife shadow = lives.get(message.shadowVersion());
        BoardLife live = lives.get(BoardAddress.LIVE);
        if (shadow == null || live == null || message.insistent()) {
            return;
        }
        long shadowSince = shadow.rules().entries().get(0).effectiveFrom();
        long liveSince = live.rules().entries().get(0).effectiveFrom();
        long counted = message.arrivalTime() - dedupHorizonMillis;
        if (shadowSince > liveSince && shadowSince > counted) {
            throw new InvalidDefinitionException(
                    "version",
                    Integer.toString(message.shadowVersion()),
                    "must cover what the live board covers: it counts events from "
                            + Times.shown(shadowSince)
                            + ", the live board from "
                            + Times.shown(liveSince)
                            + " (or say \"force\":true)");
        }
    }

    private void checkSeason(BoardMessage message) throws InvalidDefinitionException {
        BoardLife life = lives.get(message.shadowVersion());
        if (life == null) {
            return;
        }
        List<String> seasons = List.copyOf(Seasons.of(life.newest()).keySet());
        if (seasons.isEmpty()) {
            throw new InvalidDefinitionException(
                    "board", board, "must have a window of type season");
        }
        if (!seasons.contains(message.season())) {
            throw new InvalidDefinitionException(
                    "season",
                    message.season(),
                    "must be a season of the board: known are " + String.join(", ", seasons));
        }
        long end = Seasons.end(life.newest(), message.season());
        if (message.effectiveFrom() > end) {
            throw new InvalidDefinitionException(
                    "at",
                    Times.shown(message.effectiveFrom()),
                    "must not be after the season's end, which is " + Times.shown(end));
        }
        try {
            Seasons.withEnd(life.newest(), message.season(), message.effectiveFrom());
        } catch (InvalidDefinitionException e) {
            throw new InvalidDefinitionException(
                    "at", Times.shown(message.effectiveFrom()), e.field() + " " + e.rule());
        }
    }

    /**
     * Does what a message says.
     *
     * @return null, or why there is nothing to do
     */
    String apply(BoardMessage message) {
        BoardLife life = lives.get(message.shadowVersion());
        if (message.kind() == BoardMessage.Kind.PUT) {
            if (life == null) {
                lives.put(message.shadowVersion(), BoardLife.of(message.rule()));
            } else if (message.insistent()) {
                lives.put(message.shadowVersion(), life.replace(message.rule()));
            } else {
                life.put(message.rule());
            }
            return null;
        }
        if (life == null) {
            return message.kind() == BoardMessage.Kind.PROMOTE
                            && hasLiveVersion(message.shadowVersion())
                    ? "the version is live already"
                    : NO_BOARD;
        }
        switch (message.kind()) {
            case PAUSE:
                life.pause(message.order(), true);
                break;
            case RESUME:
                life.pause(message.order(), false);
                break;
            case DELETE:
                lives.remove(message.shadowVersion());
                break;
            case RESET:
                lives.put(
                        message.shadowVersion(),
                        life.reset(message.order(), message.effectiveFrom()));
                break;
            case PROMOTE:
                promote(message);
                break;
            default:
                endSeason(message);
                break;
        }
        return null;
    }

    private void promote(BoardMessage message) {
        BoardLife shadow = lives.remove(message.shadowVersion());
        BoardLife live = lives.put(BoardAddress.LIVE, shadow);
        if (live != null) {
            lives.put(live.newest().version(), live);
        }
    }

    /** A season that ends on the live board ends on the shadows that have it. */
    private void endSeason(BoardMessage message) {
        int shadow = message.shadowVersion();
        lives.forEach(
                (version, life) -> {
                    boolean meant = shadow == BoardAddress.LIVE || shadow == version;
                    if (meant && life.hasSeason(message.season())) {
                        life.endSeason(message);
                    }
                });
    }

    /** Forgets the rules that are no longer in force at {@code time}. */
    void forgetBefore(long time) {
        lives.values().forEach(life -> life.forgetBefore(time));
    }

    /** The versions in force at a time, by what keys call their boards. */
    void addVersions(long time, ObjectNode versions) {
        lives.forEach(
                (shadowVersion, life) -> {
                    BoardRule rule = life.rules().at(time);
                    if (rule != null) {
                        String name =
                                shadowVersion == BoardAddress.LIVE
                                        ? board
                                        : board + ":v" + shadowVersion;
                        versions.put(name, rule.definition().version());
                    }
                });
    }

    ArrayNode toJson() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        lives.forEach((version, life) -> array.add(life.toJson().put("shadow_version", version)));
        return array;
    }

    static BoardLives parse(String board, JsonNode json) {
        BoardLives parsed = new BoardLives(board);
        for (JsonNode life : json) {
            parsed.lives.put(life.required("shadow_version").intValue(), BoardLife.parse(life));
        }
        return parsed;
    }
}
