package io.rankstream.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads through Flink's REST API how the one job of a {@link JobProcess} is doing. */
public final class FlinkRest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** So many metric names a request, or its line grows beyond what the server takes. */
    private static final int NAMES_PER_REQUEST = 30;

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String address;

    public FlinkRest(int port) {
        this.address = "http://127.0.0.1:" + port;
    }

    /** The job, if there is one yet. */
    public Optional<JobOverview> job() throws IOException {
        return JobOverview.parse(get("/jobs/overview"));
    }

    /**
     * Reads the metrics a person looks at; a metric nobody has reported yet is empty or 0.
     *
     * @throws IOException if the API does not answer, such as while the job restarts
     */
    public JobMetrics metrics(JobOverview job) throws IOException {
        JobMetrics.Builder metrics = new JobMetrics.Builder();
        for (JsonNode vertex : get("/jobs/" + job.id()).path("vertices")) {
            String path =
                    "/jobs/"
                            + job.id()
                            + "/vertices/"
                            + vertex.path("id").asText()
                            + "/subtasks/metrics";
            List<String> wanted = new ArrayList<>();
            for (JsonNode metric : get(path)) {
                String name = metric.path("id").asText();
                if (JobMetrics.isRead(name)) {
                    wanted.add(name);
                }
            }
            for (int from = 0; from < wanted.size(); from += NAMES_PER_REQUEST) {
                String names =
                        wanted
                                .subList(from, Math.min(wanted.size(), from + NAMES_PER_REQUEST))
                                .stream()
                                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                                .collect(Collectors.joining(","));
                metrics.add(get(path + "?agg=sum,max&get=" + names));
            }
        }
        return metrics.checkpoints(get("/jobs/" + job.id() + "/checkpoints")).build();
    }

    private JsonNode get(String path) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT).build();
        try {
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("GET " + path + " answered " + response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted at GET " + path, e);
        }
    }
}
