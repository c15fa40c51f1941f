package io.rankstream.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.lambda.ResultsExecutor.Delivery;
import io.rankstream.lambda.ResultsExecutor.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Makes up for batches that the event source gave up: reads the messages of its queue, which say
 * where in the stream a batch is, reads the batch again and executes it. A message whose batch
 * fails again stays in the queue.
 */
public final class RedriveHandler implements RequestStreamHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RedriveHandler.class);

    private final ObjectMapper json = new ObjectMapper();
    private final Supplier<ResultsExecutor> open;
    private final KinesisClient kinesis;
    private ResultsExecutor executor;

    /** The one that Lambda makes: its Redis is in the environment. */
    public RedriveHandler() {
        this(
                ResultsRedis::open,
                KinesisClient.builder().httpClient(UrlConnectionHttpClient.create()).build());
    }

    RedriveHandler(Supplier<ResultsExecutor> open, KinesisClient kinesis) {
        this.open = open;
        this.kinesis = kinesis;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        if (executor == null) {
            executor = open.get();
        }
        List<String> failures = new ArrayList<>();
        for (JsonNode message : json.readTree(input).path("Records")) {
            String id = message.path("messageId").asText();
            try {
                List<Delivery> batch = read(json.readTree(message.path("body").asText()));
                Outcome outcome = executor.execute(batch);
                new ResultsMetrics(json, context.getFunctionName(), System.out)
                        .report(outcome, System.currentTimeMillis());
                if (!outcome.failures().isEmpty()) {
                    LOG.error("Message {} failed again at {}", id, outcome.failures());
                    failures.add(id);
                }
            } catch (SdkException | IOException e) {
                LOG.error("Message {} cannot be made up for", id, e);
                failures.add(id);
            }
        }
        Failures.write(json, failures, output);
    }

    private List<Delivery> read(JsonNode body) throws IOException {
        JsonNode info = body.path("KinesisBatchInfo");
        String first = text(info, "startSequenceNumber");
        BigInteger last = new BigInteger(text(info, "endSequenceNumber"));
        String stream = text(info, "streamArn");
        String shard = text(info, "shardId");
        String iterator =
                kinesis.getShardIterator(
                                request ->
                                        request.streamARN(stream)
                                                .shardId(shard)
                                                .shardIteratorType(
                                                        ShardIteratorType.AT_SEQUENCE_NUMBER)
                                                .startingSequenceNumber(first))
                        .shardIterator();
        List<Delivery> batch = new ArrayList<>();
        boolean found = false;
        while (iterator != null) {
            String next = iterator;
            GetRecordsResponse page =
                    kinesis.getRecords(request -> request.streamARN(stream).shardIterator(next));
            for (Record record : page.records()) {
                BigInteger number = new BigInteger(record.sequenceNumber());
                found |= record.sequenceNumber().equals(first);
                if (number.compareTo(last) > 0) {
                    return complete(batch, found, first);
                }
                batch.add(new Delivery(record.sequenceNumber(), record.data().asByteArray()));
                if (number.equals(last)) {
                    return complete(batch, found, first);
                }
            }
            boolean atTip = page.millisBehindLatest() != null && page.millisBehindLatest() == 0;
            iterator = page.records().isEmpty() && atTip ? null : page.nextShardIterator();
        }
        return complete(batch, found, first);
    }

    /** What the stream has dropped already must not look as if it had been executed. */
    private static List<Delivery> complete(List<Delivery> batch, boolean found, String first)
            throws IOException {
        if (!found) {
            throw new IOException("the stream no longer holds the record " + first);
        }
        return batch;
    }

    private static String text(JsonNode info, String field) throws IOException {
        JsonNode value = info.path(field);
        if (!value.isTextual()) {
            throw new IOException("KinesisBatchInfo." + field + " '" + value + "': must be a text");
        }
        return value.textValue();
    }
}
