package io.rankstream.model.scoring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The colder state of one group, on the heap, as bytes as a state backend keeps it. */
final class MemoryGroupStore implements GroupStore {

    private final Supplier<List<GroupState>> siblings;
    private final Map<String, byte[]> contributions = new HashMap<>();
    private final Map<TextHash, Integer> contributors = new HashMap<>();

    /**
     * @param siblings the other groups of the same place
     */
    MemoryGroupStore(Supplier<List<GroupState>> siblings) {
        this.siblings = siblings;
    }

    @Override
    public boolean isTakenOver(Predicate<GroupState> mayStandFor) {
        return siblings.get().stream().anyMatch(mayStandFor);
    }

    @Override
    public Accumulator contribution(String playerId) throws IOException {
        byte[] bytes = contributions.get(playerId);
        return bytes == null ? null : read(bytes);
    }

    private static Accumulator read(byte[] bytes) throws IOException {
        return Accumulator.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Override
    public void putContribution(String playerId, Accumulator contribution) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        contribution.write(new DataOutputStream(bytes));
        contributions.put(playerId, bytes.toByteArray());
    }

    @Override
    public void removeContribution(String playerId) {
        contributions.remove(playerId);
    }

    @Override
    public void visitContributions(Visitor visitor) throws IOException {
        for (byte[] bytes : contributions.values()) {
            visitor.visit(read(bytes));
        }
    }

    @Override
    public int contributors(TextHash value) {
        return contributors.getOrDefault(value, 0);
    }

    @Override
    public void putContributors(TextHash value, int players) {
        if (players == 0) {
            contributors.remove(value);
        } else {
            contributors.put(value, players);
        }
    }

    @Override
    public void clear() {
        contributions.clear();
        contributors.clear();
    }
}
