package io.rankstream.local.kinesis;

/** A registered consumer of a stream; it can be described, but not subscribe. */
record StreamConsumer(String name, String arn, long createdAtMillis) {}
