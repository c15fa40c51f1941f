package io.rankstream.local.kinesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets other processes switch {@link Faults} on and off: POST, GET and DELETE of JSON. */
final class FaultsHandler implements HttpHandler {

    static final String PATH = "/faults";

    private static final Pattern ONE = Pattern.compile(PATH + "/([0-9]{1,18})");
    private static final String JSON_TYPE = "application/json";

    private static final Set<String> FIELDS =
            Set.of(
                    "kind",
                    "stream",
                    "shard",
                    "operations",
                    "share",
                    "latency",
                    "duration",
                    "count",
                    "seed");

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Faults faults;

    FaultsHandler(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher one = ONE.matcher(path);
            String method = exchange.getRequestMethod();
            if (path.equals(PATH) && method.equals("GET")) {
                send(exchange, 200, list());
            } else if (path.equals(PATH) && method.equals("POST")) {
                inject(exchange);
            } else if (path.equals(PATH) && method.equals("DELETE")) {
                faults.clear();
                send(exchange, 200, list());
            } else if (one.matches() && method.equals("DELETE")) {
                boolean ended = faults.end(Long.parseLong(one.group(1)));
                send(exchange, ended ? 200 : 404, list());
            } else {
                send(exchange, 404, message("use POST, GET or DELETE " + PATH));
            }
        }
    }

    private void inject(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        // Not a form: no page in a browser may break the server of whoever looks at it.
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(JSON_TYPE)) {
            send(exchange, 415, message("Content-Type must be " + JSON_TYPE));
            return;
        }
        try {
            Fault fault = fault(JSON.readTree(exchange.getRequestBody().readAllBytes()));
            send(exchange, 200, describe(faults.inject(fault)));
        } catch (JsonProcessingException e) {
            send(exchange, 400, message("not JSON: " + e.getOriginalMessage()));
        } catch (IllegalArgumentException | DateTimeException e) {
            send(exchange, 400, message(e.getMessage()));
        }
    }

    private static Fault fault(JsonNode json) {
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("a fault is a JSON object");
        }
        json.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!FIELDS.contains(name)) {
                                throw new IllegalArgumentException(
                                        "unknown field "
                                                + name
                                                + ", known are "
                                                + new TreeSet<>(FIELDS));
                            }
                        });
        Set<String> operations = new TreeSet<>();
        json.path("operations").forEach(operation -> operations.add(operation.asText()));
        return new Fault(
                kind(json.path("kind").asText()),
                text(json, "stream"),
                text(json, "shard"),
                operations,
                number(json, "share").map(JsonNode::doubleValue).orElse(1.0),
                duration(json, "latency").orElse(Duration.ZERO),
                duration(json, "duration"),
                number(json, "count")
                        .map(count -> OptionalLong.of(count.longValue()))
                        .orElse(OptionalLong.empty()),
                number(json, "seed").map(JsonNode::longValue).orElse(0L));
    }

    private static Fault.Kind kind(String text) {
        return Arrays.stream(Fault.Kind.values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "kind must be one of "
                                                + Arrays.stream(Fault.Kind.values())
                                                        .map(Fault.Kind::text)
                                                        .toList()));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return json.hasNonNull(field) ? Optional.of(json.get(field).asText()) : Optional.empty();
    }

    private static Optional<Duration> duration(JsonNode json, String field) {
        return text(json, field).map(Duration::parse);
    }

    private static Optional<JsonNode> number(JsonNode json, String field) {
        if (!json.hasNonNull(field)) {
            return Optional.empty();
        }
        if (!json.get(field).isNumber()) {
            throw new IllegalArgumentException(field + " must be a number");
        }
        return Optional.of(json.get(field));
    }

    private ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        faults.active().forEach(injected -> list.add(describe(injected)));
        return list;
    }

    private static ObjectNode describe(Faults.Injected injected) {
        Fault fault = injected.fault();
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", injected.id())
                        .put("kind", fault.kind().text());
        fault.stream().ifPresent(stream -> json.put("stream", stream));
        fault.shard().ifPresent(shard -> json.put("shard", shard));
        if (!fault.operations().isEmpty()) {
            ArrayNode operations = json.putArray("operations");
            new TreeSet<>(fault.operations()).forEach(operations::add);
        }
        json.put("share", fault.share());
        if (!fault.latency().isZero()) {
            json.put("latency", fault.latency().toString());
        }
        fault.duration().ifPresent(duration -> json.put("duration", duration.toString()));
        fault.count().ifPresent(count -> json.put("count", count));
        return json.put("seed", fault.seed()).put("hits", injected.hits());
    }

    private static ObjectNode message(String text) {
        return JsonNodeFactory.instance.objectNode().put("message", text);
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer)
            throws IOException {
        byte[] body = (answer + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", JSON_TYPE);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
