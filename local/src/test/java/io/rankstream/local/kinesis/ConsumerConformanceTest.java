package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;

/** The registry of consumers. */
class ConsumerConformanceTest extends KinesisConformance {

    @Test
    void registersAConsumer() throws Exception {
        String stream = newStream(1);
        String streamArn = arn(stream);

        Consumer consumer = register(streamArn, "reader");

        assertThat(consumer.consumerName()).isEqualTo("reader");
        assertThat(consumer.consumerARN()).matches(streamArn + "/consumer/reader:\\d+");
        awaitActiveConsumer(consumer.consumerARN());
        ConsumerDescription byName =
                kinesis.describeStreamConsumer(r -> r.streamARN(streamArn).consumerName("reader"))
                        .consumerDescription();
        assertThat(byName.consumerARN()).isEqualTo(consumer.consumerARN());
        assertThat(byName.streamARN()).isEqualTo(streamArn);
        assertThat(byName.consumerCreationTimestamp())
                .isEqualTo(consumer.consumerCreationTimestamp());
    }

    @Test
    void refusesASecondConsumerOfTheSameName() throws Exception {
        String streamArn = arn(newStream(1));
        register(streamArn, "reader");

        assertRefused("ResourceInUseException", () -> register(streamArn, "reader"));
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it loses the first consumer of the second page")
    void listsConsumersInPages() throws Exception {
        String streamArn = arn(newStream(1));
        for (String name : List.of("a", "b", "c")) {
            awaitActiveConsumer(register(streamArn, name).consumerARN());
        }

        List<String> listed = new ArrayList<>();
        kinesis.listStreamConsumersPaginator(r -> r.streamARN(streamArn).maxResults(2))
                .forEach(
                        page ->
                                page.consumers()
                                        .forEach(consumer -> listed.add(consumer.consumerName())));

        assertThat(listed).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void forgetsADeregisteredConsumer() throws Exception {
        String streamArn = arn(newStream(1));
        String consumerArn = register(streamArn, "reader").consumerARN();
        awaitActiveConsumer(consumerArn);

        kinesis.deregisterStreamConsumer(r -> r.consumerARN(consumerArn));

        await().until(
                        () ->
                                kinesis.listStreamConsumers(r -> r.streamARN(streamArn))
                                        .consumers()
                                        .isEmpty());
        assertRefused(
                "ResourceNotFoundException",
                () -> kinesis.describeStreamConsumer(r -> r.consumerARN(consumerArn)));
    }

    private Consumer register(String streamArn, String name) throws Exception {
        return supported(
                        () ->
                                kinesis.registerStreamConsumer(
                                        r -> r.streamARN(streamArn).consumerName(name)))
                .consumer();
    }

    private void awaitActiveConsumer(String consumerArn) {
        await().until(
                        () ->
                                kinesis.describeStreamConsumer(r -> r.consumerARN(consumerArn))
                                                .consumerDescription()
                                                .consumerStatus()
                                        == ConsumerStatus.ACTIVE);
    }
}
