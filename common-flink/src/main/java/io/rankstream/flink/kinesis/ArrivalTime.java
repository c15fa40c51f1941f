package io.rankstream.flink.kinesis;

import java.io.Serializable;
import java.util.function.ToLongFunction;

/** Says when the stream took a record, epoch milliseconds. */
@FunctionalInterface
public interface ArrivalTime<T> extends ToLongFunction<T>, Serializable {}
