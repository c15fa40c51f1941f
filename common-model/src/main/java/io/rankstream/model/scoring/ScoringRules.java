package io.rankstream.model.scoring;

import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.ParameterHistory;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.expression.Parameters;
import io.rankstream.model.field.FieldValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The boards and parameters in force, compiled; kept up to date by control updates. */
public final class ScoringRules {

    private final DimensionSchema profile;
    private final ExpressionCompiler compiler;
    private final List<String> displayColumns;
    private final Map<Integer, ScoringTrack> byId = new HashMap<>();
    private final Parameters parameters = new Parameters();
    private ScoringTrack[] tracks = {};
    private long generation;
    private boolean usesProfile;

    /**
     * @param displayColumns the columns of a player's profile that are published
     */
    public ScoringRules(
            DimensionSchema profile, ExpressionCompiler compiler, List<String> displayColumns) {
        this.profile = profile;
        this.compiler = compiler;
        this.displayColumns = List.copyOf(displayColumns);
    }

    /**
     * Takes over what the validator accepted.
     *
     * @throws IllegalStateException if it does not compile: the validator has compiled it before
     */
    public void apply(ControlUpdate update) {
        generation++;
        if (update.subject().startsWith(ControlUpdate.PARAMETER)) {
            parameters.put(ParameterHistory.parse(update));
            return;
        }
        for (BoardTrack track : BoardTracks.parse(update).tracks()) {
            byId.put(track.id(), compile(track));
        }
        List<ScoringTrack> active = new ArrayList<>();
        usesProfile = false;
        for (ScoringTrack track : byId.values()) {
            if (!track.retired()) {
                active.add(track);
                usesProfile |= track.usesProfile();
            }
        }
        active.sort(Comparator.comparingInt(ScoringTrack::id));
        tracks = active.toArray(new ScoringTrack[0]);
    }

    /**
     * Grows whenever the rules may have moved, hidden or shown members: by an update, or because
     * one that was announced ahead has come into force.
     */
    public long generation() {
        return generation;
    }

    /**
     * Continues from the generation of an earlier attempt, or says that time has changed the rules.
     */
    public void setGeneration(long generation) {
        this.generation = generation;
    }

    private ScoringTrack compile(BoardTrack track) {
        try {
            return new ScoringTrack(track, profile, compiler);
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException(
                    "board '" + track.board() + "' was accepted and does not compile", e);
        }
    }

    /** The tracks that are scored, in the order of their ids. */
    public ScoringTrack[] tracks() {
        return tracks;
    }

    /** The track with an id, also one that has ended. */
    public ScoringTrack track(int id) {
        return byId.get(id);
    }

    /** The tracks that have ended and are still known of. */
    public List<ScoringTrack> retiredTracks() {
        List<ScoringTrack> retired = new ArrayList<>();
        for (ScoringTrack track : byId.values()) {
            if (track.retired()) {
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
