package io.rankstream.replay.rebuild;

import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.scoring.ScoringLimits;
import io.rankstream.model.scoring.ScoringRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Everything that is in force, so that it travels with the operators. */
final class RebuildRules implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ScoringConfig config;
    private final ArrayList<byte[]> updates = new ArrayList<>();

    RebuildRules(ScoringConfig config, List<ControlUpdate> updates) {
        this.config = config;
        for (ControlUpdate update : updates) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                update.write(new DataOutputStream(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.updates.add(bytes.toByteArray());
        }
    }

    /** The limits of the live job. */
    ScoringLimits live() {
        return config.limits();
    }

    /** Rules that hold everything that is in force. */
    ScoringRules compile() {
        ScoringRules rules = config.newRebuildRules();
        for (byte[] update : updates) {
            rules.apply(read(update));
        }
        return rules;
    }

    /** What is known of each board. */
    List<BoardTracks> boards() {
        List<BoardTracks> boards = new ArrayList<>();
        for (byte[] bytes : updates) {
            ControlUpdate update = read(bytes);
            if (update.isBoard()) {
                boards.add(BoardTracks.parse(update));
            }
        }
        return boards;
    }

    private static ControlUpdate read(byte[] update) {
        try {
            return ControlUpdate.read(new DataInputStream(new ByteArrayInputStream(update)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
