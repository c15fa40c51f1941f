package io.rankstream.leaderboard.operator;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lets of several commands for one member, player or meta hash only the last reach the store, in
 * the order of these last ones.
 *
 * <p>What a board's meta, its drop and its promotion stand for depends on the commands around them:
 * nothing is replaced across them.
 *
 * <p>An assertion that takes the place of news is news itself: what it changes is no repair.
 */
final class PendingCommands {

    private final LinkedHashMap<Slot, BoardCommand> commands = new LinkedHashMap<>();

    private int section;
    private String metaBoard;

    void add(BoardCommand command) {
        if (command instanceof PutScore) {
            PutScore put = (PutScore) command;
            addMember(put.address(), put.member(), put.exclusive(), put);
        } else if (command instanceof RemoveMember) {
            RemoveMember remove = (RemoveMember) command;
            addMember(remove.address(), remove.member(), remove.everywhere(), remove);
        } else if (command instanceof PutProfile) {
            leaveMeta();
            replace(new Slot(section, ((PutProfile) command).playerId(), null, false), command);
        } else if (command instanceof PutMeta) {
            addMeta((PutMeta) command);
        } else if (command instanceof DropKeys || command instanceof PromoteKeys) {
            section++;
            metaBoard = null;
            replace(new Slot(section, command.board(), null, false), command);
            section++;
        } else {
            throw new IllegalArgumentException("not a command for a store: " + command.getClass());
        }
    }

    int size() {
        return commands.size();
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    /** Takes in commands that are later than all that are here. */
    void addAll(Iterable<BoardCommand> later) {
        for (BoardCommand command : later) {
            add(command);
        }
    }

    /** The commands that count, in order; none is pending any more. */
    List<BoardCommand> drain() {
        List<BoardCommand> batch = new ArrayList<>(commands.values());
        commands.clear();
        section = 0;
        metaBoard = null;
        return batch;
    }

    /**
     * A command that also clears the member's other partitions keeps its place when a plain one
     * follows: that one says nothing about those partitions.
     */
    private void addMember(Object address, String member, boolean clearing, BoardCommand command) {
        leaveMeta();
        Slot plain = new Slot(section, address, member, false);
        Slot cleared = new Slot(section, address, member, true);
        BoardCommand last = asNews(command, commands.get(plain), commands.get(cleared));
        if (!clearing) {
            replace(plain, last);
            return;
        }
        commands.remove(plain);
        replace(cleared, last);
    }

    private static BoardCommand asNews(BoardCommand command, BoardCommand... before) {
        if (!(command instanceof PutScore) || !((PutScore) command).assertion()) {
            return command;
        }
        for (BoardCommand earlier : before) {
            boolean news =
                    earlier != null
                            && !(earlier instanceof PutScore && ((PutScore) earlier).assertion());
            if (news) {
                return ((PutScore) command).asNews();
            }
        }
        return command;
    }

    private void addMeta(PutMeta put) {
        if (!put.board().equals(metaBoard)) {
            section++;
            metaBoard = put.board();
        }
        Slot slot = new Slot(section, put.board(), null, false);
        PutMeta before = (PutMeta) commands.get(slot);
        if (before == null) {
            commands.put(slot, put);
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>(before.fields());
        fields.putAll(put.fields());
        commands.put(slot, new PutMeta(put.board(), fields, put.revision()));
    }

    private void leaveMeta() {
        if (metaBoard != null) {
            section++;
            metaBoard = null;
        }
    }

    private void replace(Slot slot, BoardCommand command) {
        commands.remove(slot);
        commands.put(slot, command);
    }

    /** What a command is the last word on. */
    private static final class Slot {

        private final int section;
        private final Object subject;
        private final String member;
        private final boolean clearing;
        private final int hash;

        Slot(int section, Object subject, String member, boolean clearing) {
            this.section = section;
            this.subject = subject;
            this.member = member;
            this.clearing = clearing;
            this.hash =
                    31 * (31 * (31 * section + subject.hashCode()) + Objects.hashCode(member))
                            + Boolean.hashCode(clearing);
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Slot)) {
                return false;
            }
            Slot that = (Slot) other;
            return hash == that.hash
                    && section == that.section
                    && clearing == that.clearing
                    && subject.equals(that.subject)
                    && Objects.equals(member, that.member);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
