package io.rankstream.replay.verify;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import io.rankstream.model.scoring.Explanation;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.replay.config.RebuildOptions;
import io.rankstream.replay.rebuild.RebuildPlan;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Explains the scores of members from the archive. */
public final class ScoreExplanation {

    private ScoreExplanation() {}

    /**
     * Explains.
     *
     * @param runtime with the properties of the leaderboard job, the archive and what to explain
     * @return empty if the member is not on the board
     * @throws io.rankstream.flink.archive.ArchiveException naming what of the archive cannot be
     *     used
     * @throws IllegalArgumentException naming an option that is wrong
     * @throws IllegalStateException if what counts does not add up to the score
     */
    public static Optional<Explanation> of(RuntimeConfiguration runtime) throws IOException {
        PropertyGroup options = runtime.group(RebuildOptions.REBUILD.name());
        String board = required(options, RebuildOptions.BOARD);
        String member = required(options, RebuildOptions.MEMBER);
        RebuildPlan plan = RebuildPlan.of(runtime, Instant.now());
        ScoringTrack track = track(plan.newRules(), board);
        HeapArchive archive =
                HeapArchive.read(
                        plan,
                        track.gathers() ? null : member,
                        options.get(RebuildOptions.MAX_EVENTS));
        return archive.heap()
                .explain(
                        track(archive.rules(), board),
                        options.find(RebuildOptions.WINDOW).orElse(null),
                        options.get(RebuildOptions.PARTITION),
                        member,
                        plan.scope().asOf());
    }

    /**
     * Explains members that are drawn at random from all boards, and compares what the steps add up
     * to with the score of the board.
     *
     * @param runtime with the properties of the leaderboard job and the archive
     * @param members how many; fewer if the boards have fewer
     * @param out takes a line for each member
     * @return how many were explained
     * @throws IllegalStateException if the steps of a member do not add up to its score
     */
    public static int sample(RuntimeConfiguration runtime, int members, Consumer<String> out)
            throws IOException {
        PropertyGroup options = runtime.group(RebuildOptions.REBUILD.name());
        RebuildPlan plan = RebuildPlan.of(runtime, Instant.now());
        HeapArchive archive = HeapArchive.read(plan, null, options.get(RebuildOptions.MAX_EVENTS));
        RebuiltBoards boards = archive.heap().boards(plan.scope(), false);
        List<Map.Entry<BoardAddress, String>> all = new ArrayList<>();
        boards.all()
                .forEach(
                        (address, scores) ->
                                scores.keySet()
                                        .forEach(member -> all.add(Map.entry(address, member))));
        Collections.shuffle(all, new Random());
        List<Map.Entry<BoardAddress, String>> drawn = all.subList(0, Math.min(members, all.size()));
        for (Map.Entry<BoardAddress, String> one : drawn) {
            out.accept(explain(archive, plan, one.getKey(), one.getValue(), boards));
        }
        return drawn.size();
    }

    private static String explain(
            HeapArchive archive,
            RebuildPlan plan,
            BoardAddress address,
            String member,
            RebuiltBoards boards)
            throws IOException {
        ScoringTrack track = archive.rules().activeTrack(address.board(), address.shadowVersion());
        String name = address + " " + member;
        Explanation explanation =
                archive.heap()
                        .explain(
                                track,
                                address.window(),
                                address.partition(),
                                member,
                                plan.scope().asOf())
                        .orElseThrow(() -> new IllegalStateException(name + " has no events"));
        double score = boards.members(address).get(member);
        if (explanation.redisScore() != score) {
            throw new IllegalStateException(
                    name + ": adds up to " + explanation.redisScore() + ", must be " + score);
        }
        return "  " + name + "  " + explanation.score() + " of " + explanation.steps().size();
    }

    private static String required(PropertyGroup options, Option<String> option) {
        return options.find(option)
                .orElseThrow(
                        () ->
                                new InvalidConfigurationException(
                                        "rebuild." + option.key() + " is missing"));
    }

    private static ScoringTrack track(ScoringRules rules, String board) {
        int separator = board.indexOf(":v");
        try {
            ScoringTrack track =
                    separator < 0
                            ? rules.activeTrack(board, BoardAddress.LIVE)
                            : rules.activeTrack(
                                    board.substring(0, separator),
                                    Integer.parseInt(board.substring(separator + 2)));
            if (track != null) {
                return track;
            }
        } catch (NumberFormatException e) {
            throw unknown(rules, board, e);
        }
        throw unknown(rules, board, null);
    }

    private static IllegalArgumentException unknown(
            ScoringRules rules, String board, Exception cause) {
        TreeSet<String> known = new TreeSet<>();
        for (ScoringTrack track : rules.tracks()) {
            known.add(RebuildScope.nameOf(track.name(), track.shadowVersion()));
        }
        return new IllegalArgumentException(
                "board: '" + board + "' is not known: known are " + String.join(", ", known),
                cause);
    }
}
