package io.rankstream.local.kinesis;

/** The encodings the conformance suite makes the SDK speak. */
enum WireProtocol {
    JSON("application/x-amz-json-1.1", "false"),
    CBOR("application/x-amz-cbor-1.1", "true");

    /** The SDK looks at it for every request. */
    private static final String SWITCH = "aws.cborEnabled";

    private final String contentType;
    private final String cborEnabled;

    WireProtocol(String contentType, String cborEnabled) {
        this.contentType = contentType;
        this.cborEnabled = cborEnabled;
    }

    String contentType() {
        return contentType;
    }

    void select() {
        System.setProperty(SWITCH, cborEnabled);
    }

    static void reset() {
        System.clearProperty(SWITCH);
    }
}
