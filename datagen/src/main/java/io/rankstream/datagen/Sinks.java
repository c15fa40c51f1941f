package io.rankstream.datagen;

import java.io.Closeable;
import java.io.IOException;

/** Where the three things go that a load sends; closing it closes them. */
public record Sinks(
        LoadSink<StreamRecord> events, LoadSink<RowChange> rows, LoadSink<ControlMessage> controls)
        implements Closeable {

    @Override
    public void close() throws IOException {
        try (events;
                rows;
                controls) {
            // Closing them is all there is to do.
        }
    }
}
