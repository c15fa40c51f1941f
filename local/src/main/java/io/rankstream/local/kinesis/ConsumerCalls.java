package io.rankstream.local.kinesis;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** Answers the calls that register and describe consumers of streams. */
final class ConsumerCalls {

    private static final String ACTIVE = "ACTIVE";
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 10_000;
    private static final int TOKEN_PARTS = 1;

    private final StreamStore store;
    private final InstantSource clock;

    ConsumerCalls(StreamStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Answers.RegisteredConsumer register(Requests.RegisterConsumer request) {
        String name = Checks.name("consumerName", request.consumerName());
        KinesisStream stream = store.findByArn(request.streamARN());
        return new Answers.RegisteredConsumer(describe(stream.register(name), null));
    }

    Answers.DescribedConsumer describe(Requests.ConsumerOnly request) {
        KinesisStream stream = stream(request);
        return new Answers.DescribedConsumer(describe(find(stream, request), stream.arn()));
    }

    void deregister(Requests.ConsumerOnly request) {
        KinesisStream stream = stream(request);
        stream.deregister(find(stream, request));
    }

    Answers.ConsumerList list(Requests.ListConsumers request) {
        int limit = Checks.range("maxResults", request.maxResults(), DEFAULT_PAGE, 1, MAX_PAGE);
        NavigableMap<String, StreamConsumer> consumers =
                store.findByArn(request.streamARN()).consumers();
        if (request.nextToken() != null) {
            Token token =
                    Token.parse(request.nextToken(), TOKEN_PARTS)
                            .orElseThrow(
                                    () -> KinesisException.invalidArgument("Invalid NextToken."));
            if (token.isExpired(clock.millis())) {
                throw KinesisException.expiredToken("NextToken is older than five minutes.");
            }
            consumers = consumers.tailMap(token.part(0), false);
        }
        List<Answers.ConsumerDescription> page = new ArrayList<>();
        for (StreamConsumer consumer : consumers.values()) {
            if (page.size() == limit) {
                String last = page.get(limit - 1).consumerName();
                return new Answers.ConsumerList(page, Token.of(clock.millis(), last).text());
            }
            page.add(describe(consumer, null));
        }
        return new Answers.ConsumerList(page, null);
    }

    private KinesisStream stream(Requests.ConsumerOnly request) {
        return store.findByArn(
                request.consumerARN() == null ? request.streamARN() : request.consumerARN());
    }

    private static StreamConsumer find(KinesisStream stream, Requests.ConsumerOnly request) {
        for (StreamConsumer consumer : stream.consumers().values()) {
            boolean asked =
                    request.consumerARN() == null
                            ? consumer.name().equals(request.consumerName())
                            : consumer.arn().equals(request.consumerARN());
            if (asked) {
                return consumer;
            }
        }
        throw KinesisException.notFound(
                "Consumer "
                        + (request.consumerARN() == null
                                ? request.consumerName()
                                : request.consumerARN())
                        + " of "
                        + stream.description()
                        + " not found.");
    }

    private static Answers.ConsumerDescription describe(StreamConsumer consumer, String streamArn) {
        return new Answers.ConsumerDescription(
                consumer.name(),
                consumer.arn(),
                ACTIVE,
                Instant.ofEpochMilli(consumer.createdAtMillis()),
                streamArn);
    }
}
