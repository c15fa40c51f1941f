package io.rankstream.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.lambda.ResultsExecutor.Outcome;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what became of a batch in the form that CloudWatch makes metrics of. */
final class ResultsMetrics {

    static final String NAMESPACE = "Rankstream/Results";

    private final ObjectMapper json;
    private final String function;
    private final PrintStream out;

    /**
     * @param function the dimension of the metrics
     */
    ResultsMetrics(ObjectMapper json, String function, PrintStream out) {
        this.json = json;
        this.function = function;
        this.out = out;
    }

    void report(Outcome outcome, long now) {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("appliedChanges", outcome.applied());
        values.put("supersededChanges", outcome.superseded());
        values.put("expiredChanges", outcome.expired());
        values.put("unusableRecords", outcome.unusable());
        values.put("failedRecords", (long) outcome.failures().size());
        ObjectNode line = json.createObjectNode();
        line.put("FunctionName", function);
        values.forEach(line::put);
        ObjectNode aws = line.putObject("_aws");
        aws.put("Timestamp", now);
        ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
        directive.put("Namespace", NAMESPACE);
        directive.putArray("Dimensions").addArray().add("FunctionName");
        ArrayNode metrics = directive.putArray("Metrics");
        values.keySet().forEach(name -> metrics.addObject().put("Name", name).put("Unit", "Count"));
        out.println(line);
    }
}
