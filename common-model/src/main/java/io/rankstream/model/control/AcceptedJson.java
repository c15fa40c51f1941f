package io.rankstream.model.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads back what this package has written. */
final class AcceptedJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @throws IllegalStateException if it is no JSON
     */
    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read: " + json, e);
        }
    }

    private AcceptedJson() {}
}
