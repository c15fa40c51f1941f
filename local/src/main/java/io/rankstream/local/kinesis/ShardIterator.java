package io.rankstream.local.kinesis;

import java.util.Optional;

/** Where a reader continues in a shard; travels through the client as an opaque text. */
record ShardIterator(String streamName, String shardId, long position) {

    private static final int PARTS = 3;

    /**
     * Reads the text of an iterator.
     *
     * @throws KinesisException if it is not one, or older than five minutes
     */
    static ShardIterator parse(String text, long nowMillis) {
        Optional<Token> token = Token.parse(text, PARTS);
        if (token.isEmpty()) {
            throw KinesisException.invalidArgument("Invalid ShardIterator.");
        }
        if (token.get().isExpired(nowMillis)) {
            throw KinesisException.expiredIterator(
                    "Iterator expired. The iterator was created at "
                            + token.get().issuedAtMillis()
                            + " while right now it is "
                            + nowMillis
                            + " (epoch milliseconds), which is further than five minutes.");
        }
        try {
            long position = Long.parseLong(token.get().part(2));
            return new ShardIterator(token.get().part(0), token.get().part(1), position);
        } catch (NumberFormatException e) {
            throw KinesisException.invalidArgument("Invalid ShardIterator.");
        }
    }

    String text(long nowMillis) {
        return Token.of(nowMillis, streamName, shardId, Long.toString(position)).text();
    }
}
