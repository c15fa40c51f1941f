package io.rankstream.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;

/** Tells Lambda which items of a batch are to come again: a partial batch response. */
final class Failures {

    static void write(ObjectMapper json, Collection<String> ids, OutputStream out)
            throws IOException {
        try (JsonGenerator answer = json.createGenerator(out)) {
            answer.writeStartObject();
            answer.writeArrayFieldStart("batchItemFailures");
            for (String id : ids) {
                answer.writeStartObject();
                answer.writeStringField("itemIdentifier", id);
                answer.writeEndObject();
            }
            answer.writeEndArray();
            answer.writeEndObject();
        }
    }

    private Failures() {}
}
