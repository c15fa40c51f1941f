package io.rankstream.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A sample endpoint that adds to an event what only another service knows: the cohort of a player
 * in an experiment, a number from 0 to 99 that stays the same for a player and an experiment.
 *
 * <p>{@code {"player_id":"player-17","experiment":"new_rules"}} is answered with the same and
 * {@code "cohort"}; what is wrong with {@code {"field","value","rule"}} and the status 400.
 */
public final class EnrichmentHandler implements RequestStreamHandler {

    private static final int COHORTS = 100;
    private static final int MAX_LENGTH = 128;

    private final ObjectMapper json = new ObjectMapper();

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        JsonNode body = json.readTree(input).path("body");
        ObjectNode answer = json.createObjectNode();
        int status = answer(body, answer) ? 200 : 400;
        ObjectNode response = json.createObjectNode();
        response.put("statusCode", status);
        response.putObject("headers").put("Content-Type", "application/json");
        response.put("body", json.writeValueAsString(answer));
        json.writeValue(output, response);
    }

    private boolean answer(JsonNode body, ObjectNode answer) {
        JsonNode request;
        try {
            request = json.readTree(body.asText());
        } catch (JsonProcessingException e) {
            return refuse(answer, "body", body, "must be a JSON object");
        }
        for (String field : new String[] {"player_id", "experiment"}) {
            JsonNode value = request.path(field);
            if (!value.isTextual()
                    || value.textValue().isEmpty()
                    || value.textValue().length() > MAX_LENGTH) {
                return refuse(
                        answer,
                        field,
                        value,
                        "must be a text of 1 to " + MAX_LENGTH + " characters");
            }
            answer.put(field, value.textValue());
        }
        answer.put(
                "cohort",
                cohort(
                        request.path("player_id").textValue(),
                        request.path("experiment").textValue()));
        return true;
    }

    private static boolean refuse(ObjectNode answer, String field, JsonNode value, String rule) {
        answer.removeAll();
        answer.put("field", field);
        answer.set("value", value.isMissingNode() ? null : value);
        answer.put("rule", rule);
        return false;
    }

    private static int cohort(String player, String experiment) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((experiment + '\0' + player).getBytes(StandardCharsets.UTF_8));
            int number =
                    (hash[0] & 0x7f) << 24
                            | (hash[1] & 255) << 16
                            | (hash[2] & 255) << 8
                            | (hash[3] & 255);
            return number % COHORTS;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
