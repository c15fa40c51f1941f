package io.rankstream.model.scoring;

import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.ParameterHistory;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.expression.Parameters;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The boards and parameters in force, compiled; kept up to date by control updates. */
public final class ScoringRules {

    /** How many changes are told apart; for players who missed more, anything may have changed. */
    private static final int MAX_CHANGES = 256;

    private final FieldSchema eventFields;
    private final DimensionSchema profile;
    private final ExpressionCompiler compiler;
    private final ScoringLimits limits;
    private final List<String> displayColumns;
    private final Parameters parameters = new Parameters();
    private ScoringTrack[] tracks = {};

    /** Ids are counted from 1; one that is not known has null. */
    private ScoringTrack[] byId = {};

    private long generation;
    private boolean usesProfile;
    private boolean judgesByProfile;

    /** What is known of boards and parameters, by subject. */
    private final Map<String, ControlUpdate> updates = new HashMap<>();

    /** By generation, the earliest event time that is judged otherwise since. */
    private final TreeMap<Long, Long> changes = new TreeMap<>();

    /**
     * @param displayColumns the columns of a player's profile that are published
     */
    public ScoringRules(
            FieldSchema eventFields,
            DimensionSchema profile,
            ExpressionCompiler compiler,
            List<String> displayColumns,
            ScoringLimits limits) {
        this.eventFields = eventFields;
        this.profile = profile;
        this.compiler = compiler;
        this.displayColumns = List.copyOf(displayColumns);
        this.limits = limits;
    }

    FieldSchema eventFields() {
        return eventFields;
    }

    /**
     * Takes over what the validator accepted.
     *
     * @throws IllegalStateException if it does not compile: the validator has compiled it before
     */
    public void apply(ControlUpdate update) {
        generation++;
        ControlUpdate before = updates.put(update.subject(), update);
        if (!update.isBoard()) {
            ParameterHistory history = ParameterHistory.parse(update);
            parameters.put(history);
            noteChange(
                    before == null
                            ? Long.MIN_VALUE
                            : history.changedFrom(ParameterHistory.parse(before)));
            return;
        }
        BoardTracks changed = BoardTracks.parse(update);
        noteChange(changed.judgementChangedFrom(before == null ? null : BoardTracks.parse(before)));
        for (BoardTrack track : changed.tracks()) {
            if (track.id() >= byId.length) {
                byId = Arrays.copyOf(byId, track.id() + 1);
            }
            byId[track.id()] = compile(track);
        }
        List<ScoringTrack> active = new ArrayList<>();
        usesProfile = false;
        judgesByProfile = false;
        for (ScoringTrack track : byId) {
            if (track != null && !track.retired()) {
                active.add(track);
                usesProfile |= track.usesProfile();
                judgesByProfile |= track.judgesByProfile();
            }
        }
        tracks = active.toArray(new ScoringTrack[0]);
    }

    private void noteChange(long from) {
        if (from != Long.MAX_VALUE) {
            changes.put(generation, from);
        }
        while (changes.size() > MAX_CHANGES) {
            changes.pollFirstEntry();
            changes.put(changes.firstKey(), Long.MIN_VALUE);
        }
    }

    /**
     * The earliest event time that is judged otherwise than in an earlier generation, or {@code
     * Long.MAX_VALUE} if none is.
     */
    long judgementChangedSince(long earlier) {
        long from = Long.MAX_VALUE;
        for (long change : changes.tailMap(earlier, false).values()) {
            from = Math.min(from, change);
        }
        return from;
    }

    /**
     * Grows whenever the rules may have moved, hidden or shown members: by an update, or because
     * one that was announced ahead has come into force.
     */
    public long generation() {
        return generation;
    }

    /**
     * Continues from the generation of an earlier attempt; players that were behind it are judged
     * again.
     */
    public void continueFrom(long generation) {
        this.generation = generation;
        changes.clear();
        changes.put(generation, Long.MIN_VALUE);
    }

    /** Says that time has brought a rule into force that was announced ahead. */
    public void noteTime() {
        generation++;
    }

    private ScoringTrack compile(BoardTrack track) {
        try {
            return new ScoringTrack(track, profile, compiler, limits);
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException(
                    "board '" + track.board() + "' was accepted and does not compile", e);
        }
    }

    /** The tracks that are scored, in the order of their ids. */
    public ScoringTrack[] tracks() {
        return tracks;
    }

    /**
     * Whether a group is of a track that has not been heard of yet. The ids of one board only grow,
     * so an unknown one that is not the highest is of a track that ended long ago; boards are heard
     * of in any order.
     */
    boolean isAhead(GroupKey group) {
        if (track(group.trackId()) != null) {
            return false;
        }
        for (int id = group.trackId() + 1; id < byId.length; id++) {
            if (byId[id] != null && byId[id].name().equals(group.board())) {
                return false;
            }
        }
        return true;
    }

    /** The track with an id, also one that has ended. */
    public ScoringTrack track(int id) {
        return id < byId.length ? byId[id] : null;
    }

    /** The tracks that have other keys since an update of their board. */
    public static Set<Integer> renamed(ControlUpdate before, ControlUpdate after) {
        return before == null || !after.isBoard()
                ? Set.of()
                : BoardTracks.parse(after).renamedSince(BoardTracks.parse(before));
    }

    /** The track of a live board or shadow, or null if there is none. */
    public ScoringTrack activeTrack(String board, int shadowVersion) {
        for (ScoringTrack track : tracks) {
            if (track.shadowVersion() == shadowVersion && track.name().equals(board)) {
                return track;
            }
        }
        return null;
    }

    /** The tracks that have ended and are still known of. */
    public List<ScoringTrack> retiredTracks() {
        List<ScoringTrack> retired = new ArrayList<>();
        for (ScoringTrack track : byId) {
            if (track != null && track.retired()) {
                retired.add(track);
            }
        }
        return retired;
    }

    Parameters parameters() {
        return parameters;
    }

    /** Whether any board depends on the player's profile. */
    boolean usesProfile() {
        return usesProfile;
    }

    /** Whether any board judges events by the profile of their time. */
    boolean judgesByProfile() {
        return judgesByProfile;
    }

    /** Whether profiles are published at all. */
    boolean showsProfiles() {
        return !displayColumns.isEmpty();
    }

    /** The published columns of a row; empty for a deleted one, which is null. */
    Map<String, String> display(FieldValues row) {
        Map<String, String> display = new LinkedHashMap<>();
        if (row == null) {
            return display;
        }
        for (String column : displayColumns) {
            int index = profile.columns().indexOf(column);
            if (row.isPresent(index)) {
                display.put(column, row.asText(profile.columns(), index));
            }
        }
        return display;
    }

    /**
     * When a rule or parameter that was announced ahead comes into force and changes who stands on
     * the boards, or {@code Long.MAX_VALUE}.
     */
    public long nextChangeAfter(long wallTime) {
        long next = parameters.nextChangeAfter(wallTime);
        for (ScoringTrack track : tracks) {
            next = Math.min(next, track.nextChangeAfter(wallTime));
        }
        return next;
    }
}
