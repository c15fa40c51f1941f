package io.rankstream.datagen;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts batches on one stream and puts what was refused again, byte for byte, until all is taken.
 *
 * <p>A put whose answer is lost is repeated as a whole, so the stream may hold copies that the load
 * did not plan; what counts is what the {@link ArrivalReader} finds.
 */
public final class KinesisSink<T> implements LoadSink<T> {

    /** With the pauses between them about 40 seconds, as long as a reshard takes. */
    private static final int MAX_ATTEMPTS = 25;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final KinesisClient client;
    private final String stream;
    private final Function<T, PutRecordsRequestEntry> entry;

    private KinesisSink(
            KinesisClient client, String stream, Function<T, PutRecordsRequestEntry> entry) {
        this.client = client;
        this.stream = stream;
        this.entry = entry;
    }

    /** Puts events; batches of at most 500 records. The client stays open. */
    public static LoadSink<StreamRecord> events(KinesisClient client, String stream) {
        return new KinesisSink<>(
                client, stream, record -> entry(record.partitionKey(), record.data()));
    }

    /**
     * Puts control messages that the jobs' own validator accepts. The client stays open.
     *
     * @param eventsStream where control messages must never go
     * @throws IllegalArgumentException if both names are the same
     */
    public static LoadSink<ControlMessage> controls(
            KinesisClient client, String controlStream, String eventsStream) {
        if (controlStream.equals(eventsStream)) {
            throw new IllegalArgumentException(
                    "control messages go to the control stream only, not to " + eventsStream);
        }
        return new KinesisSink<>(
                client,
                controlStream,
                message -> entry(message.subject(), ControlCheck.accepted(message)));
    }

    private static PutRecordsRequestEntry entry(String partitionKey, byte[] data) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(partitionKey)
                .data(SdkBytes.fromByteArrayUnsafe(data))
                .build();
    }

    @Override
    public void put(List<T> batch, Instant at) throws IOException {
        List<PutRecordsRequestEntry> open = batch.stream().map(entry).toList();
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            List<PutRecordsResultEntry> results = put(open);
            List<PutRecordsRequestEntry> refused = new ArrayList<>();
            String error = "";
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i).errorCode() != null) {
                    refused.add(open.get(i));
                    error = results.get(i).errorCode();
                }
            }
            if (refused.isEmpty()) {
                return;
            }
            if (attempt == MAX_ATTEMPTS) {
                throw new IOException(
                        stream
                                + " refused "
                                + refused.size()
                                + " records "
                                + attempt
                                + " times, last with "
                                + error);
            }
            open = refused;
            rest(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private List<PutRecordsResultEntry> put(List<PutRecordsRequestEntry> entries)
            throws IOException {
        try {
            PutRecordsResponse response =
                    client.putRecords(
                            PutRecordsRequest.builder()
                                    .streamName(stream)
                                    .records(entries)
                                    .build());
            return response.records();
        } catch (SdkException e) {
            throw new IOException("cannot put records on " + stream, e);
        }
    }

    private static void rest(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("while putting records");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
