package io.rankstream.local.kinesis;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers the calls of the Kinesis Data Streams API by their names. */
final class KinesisApi {

    private static final byte[] EMPTY = new byte[0];

    private final Admission admission;
    private final Map<String, Call> calls = new HashMap<>();

    KinesisApi(StreamStore store, KinesisServer.Options options, Admission admission) {
        this.admission = admission;

        StreamCalls streams = new StreamCalls(store, options);
        act("CreateStream", Requests.CreateStream.class, streams::createStream);
        act("DeleteStream", Requests.DeleteStream.class, streams::deleteStream);
        ask("ListStreams", Requests.ListStreams.class, streams::listStreams);
        ask("DescribeStream", Requests.DescribeStream.class, streams::describeStream);
        ask("DescribeStreamSummary", Requests.StreamOnly.class, streams::describeStreamSummary);
        ask("DescribeLimits", Requests.Nothing.class, streams::describeLimits);
        act("AddTagsToStream", Requests.AddTags.class, streams::addTags);
        act("RemoveTagsFromStream", Requests.RemoveTags.class, streams::removeTags);
        ask("ListTagsForStream", Requests.ListTags.class, streams::listTags);
        act(
                "IncreaseStreamRetentionPeriod",
                Requests.ChangeRetention.class,
                streams::increaseRetention);
        act(
                "DecreaseStreamRetentionPeriod",
                Requests.ChangeRetention.class,
                streams::decreaseRetention);
        ask("EnableEnhancedMonitoring", Requests.ChangeMonitoring.class, streams::enableMonitoring);
        ask(
                "DisableEnhancedMonitoring",
                Requests.ChangeMonitoring.class,
                streams::disableMonitoring);
        act("UpdateStreamMode", Requests.UpdateStreamMode.class, streams::updateStreamMode);
        act("StartStreamEncryption", Requests.ChangeEncryption.class, streams::startEncryption);
        act("StopStreamEncryption", Requests.ChangeEncryption.class, streams::stopEncryption);

        ShardCalls shards = new ShardCalls(store, options.clock());
        ask("ListShards", Requests.ListShards.class, shards::listShards);
        act("SplitShard", Requests.SplitShard.class, shards::splitShard);
        act("MergeShards", Requests.MergeShards.class, shards::mergeShards);
        ask("UpdateShardCount", Requests.UpdateShardCount.class, shards::updateShardCount);

        RecordCalls records = new RecordCalls(store, options.clock(), admission);
        ask("PutRecord", Requests.PutRecord.class, records::putRecord);
        ask("PutRecords", Requests.PutRecords.class, records::putRecords);
        ask("GetShardIterator", Requests.GetShardIterator.class, records::getShardIterator);
        ask("GetRecords", Requests.GetRecords.class, records::getRecords);

        ConsumerCalls consumers = new ConsumerCalls(store, options.clock());
        ask("RegisterStreamConsumer", Requests.RegisterConsumer.class, consumers::register);
        ask("DescribeStreamConsumer", Requests.ConsumerOnly.class, consumers::describe);
        act("DeregisterStreamConsumer", Requests.ConsumerOnly.class, consumers::deregister);
        ask("ListStreamConsumers", Requests.ListConsumers.class, consumers::list);
        act("SubscribeToShard", Requests.Nothing.class, KinesisApi::subscribeToShard);
    }

    /**
     * The body of the answer; empty for calls that return nothing.
     *
     * @throws KinesisException the error to answer instead
     */
    byte[] answer(String operation, WireFormat format, byte[] body) {
        Call call = calls.get(operation);
        if (call == null) {
            throw KinesisException.unknownOperation("Unknown operation: " + operation);
        }
        admission.admitCall(operation);
        byte[] answer = call.answer(format, body);
        admission.admitAnswer(operation);
        return answer;
    }

    private static void subscribeToShard(Requests.Nothing request) {
        throw KinesisException.invalidArgument(
                "SubscribeToShard is not available: it needs HTTP/2, the local server speaks"
                        + " HTTP/1.1. Read with GetRecords (record publisher POLLING).");
    }

    private <T> void act(String operation, Class<T> request, Consumer<T> action) {
        calls.put(
                operation,
                (format, body) -> {
                    action.accept(format.read(body, request));
                    return EMPTY;
                });
    }

    private <T> void ask(String operation, Class<T> request, Function<T, ?> question) {
        calls.put(
                operation,
                (format, body) -> format.write(question.apply(format.read(body, request))));
    }

    /** One call of the API, from bytes to bytes. */
    private interface Call {
        byte[] answer(WireFormat format, byte[] body);
    }
}
