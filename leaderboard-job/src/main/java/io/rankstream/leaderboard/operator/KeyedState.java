package io.rankstream.leaderboard.operator;

import java.io.IOException;

/** Lets accesses to keyed state, which declare to throw anything, throw what they really do. */
final class KeyedState {

    /** An access that has a result. */
    interface Read<T> {

        T run() throws Exception;
    }

    /** An access that has none. */
    interface Access {

        void run() throws Exception;
    }

    static <T> T get(Read<T> read) throws IOException {
        try {
            return read.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    static void run(Access access) throws IOException {
        get(
                () -> {
                    access.run();
                    return null;
                });
    }

    private KeyedState() {}
}
