package io.rankstream.local.demo;

import io.rankstream.datagen.LoadSink;
import io.rankstream.datagen.MySqlPlayers;
import io.rankstream.datagen.RowChange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Applies row changes as a game's own server would: when the connection breaks it opens another and
 * applies the batch again, which leaves the same rows.
 */
final class RowSink implements LoadSink<RowChange> {

    private static final Duration GIVES_UP_AFTER = Duration.ofMinutes(1);
    private static final int PAUSE_MILLIS = 200;

    private final LocalServers servers;
    private MySqlPlayers players;

    RowSink(LocalServers servers) {
        this.servers = servers;
    }

    @Override
    public void put(List<RowChange> changes, Instant at) throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                if (players == null) {
                    players = servers.openPlayers();
                }
                players.sink().put(changes, at);
                return;
            } catch (IOException e) {
                drop(e);
                if (System.nanoTime() - start >= GIVES_UP_AFTER.toNanos()) {
                    throw e;
                }
            }
            rest();
        }
    }

    private void drop(IOException cause) {
        try {
            close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void rest() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("while changing gaming.players");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public void close() throws IOException {
        if (players != null) {
            MySqlPlayers closing = players;
            players = null;
            closing.close();
        }
    }
}
