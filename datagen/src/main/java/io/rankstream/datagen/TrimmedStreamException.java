package io.rankstream.datagen;

import java.io.IOException;

/** Says that a stream has dropped records of a load, so that its truth cannot be worked out. */
public final class TrimmedStreamException extends IOException {

    private static final long serialVersionUID = 1L;

    TrimmedStreamException(long sent, long held) {
        super(
                String.format(
                        "%,d records were sent, the stream holds only %,d of them", sent, held));
    }
}
