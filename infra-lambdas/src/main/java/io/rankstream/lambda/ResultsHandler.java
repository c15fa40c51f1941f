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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Takes batches of the results stream from Lambda's Kinesis event source. */
public final class ResultsHandler implements RequestStreamHandler {

    private final ObjectMapper json = new ObjectMapper();
    private final Supplier<ResultsExecutor> open;
    private ResultsExecutor executor;

    /** The one that Lambda makes: its Redis is in the environment. */
    public ResultsHandler() {
        this(ResultsRedis::open);
    }

    ResultsHandler(Supplier<ResultsExecutor> open) {
        this.open = open;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        List<Delivery> batch = new ArrayList<>();
        for (JsonNode record : json.readTree(input).path("Records")) {
            JsonNode kinesis = record.path("kinesis");
            batch.add(
                    new Delivery(
                            kinesis.path("sequenceNumber").asText(),
                            kinesis.path("data").binaryValue()));
        }
        if (executor == null) {
            // Not in the constructor: a Redis that is away fails the batch, not the function.
            executor = open.get();
        }
        Outcome outcome = executor.execute(batch);
        new ResultsMetrics(json, context.getFunctionName(), System.out)
                .report(outcome, System.currentTimeMillis());
        Failures.write(json, outcome.failures(), output);
    }
}
