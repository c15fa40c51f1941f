package io.rankstream.datagen;

import java.time.Instant;
import java.util.List;

/**
 * What is due at one moment of a load.
 *
 * @param batches each is one put
 */
record Tick(
        Instant at,
        List<RowChange> rows,
        List<ControlMessage> controls,
        List<List<StreamRecord>> batches) {}
