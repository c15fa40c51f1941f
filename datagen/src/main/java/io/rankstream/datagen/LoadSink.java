package io.rankstream.datagen;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Takes one kind of thing that a load sends. */
public interface LoadSink<T> extends Closeable {

    /**
     * Takes a batch as a whole and returns when it is safe.
     *
     * @param at when the plan has it sent
     * @throws IOException if it cannot be delivered
     */
    void put(List<T> batch, Instant at) throws IOException;

    @Override
    default void close() throws IOException {}

    /** One that hands everything to both. */
    static <T> LoadSink<T> both(LoadSink<T> first, LoadSink<T> second) {
        return new LoadSink<>() {
            @Override
            public void put(List<T> batch, Instant at) throws IOException {
                first.put(batch, at);
                second.put(batch, at);
            }

            @Override
            public void close() throws IOException {
                try (first;
                        second) {
                    // Closing both is all there is to do.
                }
            }
        };
    }
}
