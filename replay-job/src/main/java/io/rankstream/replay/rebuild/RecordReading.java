package io.rankstream.replay.rebuild;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.RowChange;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.rebuild.PlayerRecord;
import io.rankstream.model.rebuild.Positions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes events and rows of archived records, as the live job does of what it reads. */
final class RecordReading {

    private static final String PLAYER = "player";

    private final Map<String, EventParser> parsers;
    private final FieldSchema columns;

    RecordReading(ScoringConfig config) {
        this.parsers = config.newParsers();
        this.columns = config.profile().columns();
    }

    /**
     * The usable events of a record; what is not usable was not counted live either.
     *
     * @throws InvalidConfigurationException if the stream it came from is not declared
     */
    void events(ArchivedRecord record, Consumer<PlayerRecord> into) {
        EventParser parser = parsers.get(record.source());
        if (parser == null) {
            throw new InvalidConfigurationException(
                    "events.streams: the archive holds records of stream '"
                            + record.source()
                            + "', which is not among "
                            + String.join(", ", parsers.keySet()));
        }
        List<GameplayEvent> events =
                parser.parse(
                                record.bytes(),
                                new RecordOrigin(
                                        record.source(), record.shard(), record.sequenceNumber()),
                                record.arrivalTime())
                        .events();
        for (int i = 0; i < events.size(); i++) {
            into.accept(
                    new PlayerRecord(record.arrivalTime(), Positions.of(record, i), events.get(i)));
        }
    }

    /** The row of a record of the player dimension; others concern no board yet. */
    void rows(ArchivedRecord record, Consumer<PlayerRecord> into) {
        if (record.source().equals(PLAYER)) {
            into.accept(
                    new PlayerRecord(
                            record.arrivalTime(),
                            Positions.of(record, 0),
                            RowChange.parse(record.bytes(), columns)));
        }
    }
}
