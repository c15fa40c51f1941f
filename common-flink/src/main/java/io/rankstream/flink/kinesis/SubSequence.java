package io.rankstream.flink.kinesis;

import java.io.Serializable;

/** Takes note of a record's place among those that travelled as one aggregated record. */
@FunctionalInterface
public interface SubSequence<T> extends Serializable {

    /** The record with its place, from 0. */
    T tell(T record, int place);
}
