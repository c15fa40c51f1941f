package io.rankstream.local.kinesis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the Kinesis Data Streams API on this machine, with its streams in memory.
 *
 * <p>Speaks JSON 1.1 and CBOR 1.1 over HTTP/1.1, takes any credentials and therefore listens on
 * 127.0.0.1 only. {@code GET} on any path but {@code /faults} answers {@code {"status":"ok"}}.
 */
public final class KinesisServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KinesisServer.class);

    private static final String HOST = "127.0.0.1";
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 256;
    private static final int THREADS = 16;
    private static final byte[] HEALTHY = "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8);

    static {
        // Without it every small answer waits 40 ms for the client's delayed acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer http;
    private final ExecutorService threads;
    private final StreamStore store;
    private final KinesisApi api;
    private final Faults faults;

    private KinesisServer(Options options, Map<String, Integer> streams) throws IOException {
        store = new StreamStore(options);
        faults = new Faults(options.clock());
        Admission limits =
                options.enforcesShardLimits() ? new ShardLimits(options.clock()) : Admission.ALL;
        api = new KinesisApi(store, options, faults.before(limits));
        streams.forEach(this::createStream);

        http = bind(options.port());
        threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            Thread thread = new Thread(task, "kinesis-http");
                            thread.setDaemon(true);
                            return thread;
                        });
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.createContext(FaultsHandler.PATH, new FaultsHandler(faults));
        http.start();
    }

    /**
     * What may be set on a server.
     *
     * @param port 0 for any free port
     * @param transitionTime how long a stream stays CREATING or UPDATING
     * @param maxRetainedBytes what the records of all streams may take on the heap, about; beyond
     *     it the oldest are dropped
     * @param shardLimit open shards of the account
     * @param enforcesShardLimits whether a shard refuses what is beyond 1,000 records or 1 MiB
     *     written, or 5 reads, a second
     */
    public record Options(
            int port,
            String region,
            String account,
            Duration transitionTime,
            long maxRetainedBytes,
            int shardLimit,
            boolean enforcesShardLimits,
            InstantSource clock) {

        /** Any free port, the memory of a quarter of the heap, no limits on a shard. */
        public static Options defaults() {
            return new Options(
                    0,
                    "us-east-1",
                    "000000000000",
                    Duration.ofMillis(50),
                    Runtime.getRuntime().maxMemory() / 4,
                    500,
                    false,
                    InstantSource.system());
        }

        public Options withPort(int newPort) {
            return new Options(
                    newPort,
                    region,
                    account,
                    transitionTime,
                    maxRetainedBytes,
                    shardLimit,
                    enforcesShardLimits,
                    clock);
        }

        public Options withRegion(String newRegion) {
            return new Options(
                    port,
                    newRegion,
                    account,
                    transitionTime,
                    maxRetainedBytes,
                    shardLimit,
                    enforcesShardLimits,
                    clock);
        }

        public Options withAccount(String newAccount) {
            return new Options(
                    port,
                    region,
                    newAccount,
                    transitionTime,
                    maxRetainedBytes,
                    shardLimit,
                    enforcesShardLimits,
                    clock);
        }

        public Options withTransitionTime(Duration newTransitionTime) {
            return new Options(
                    port,
                    region,
                    account,
                    newTransitionTime,
                    maxRetainedBytes,
                    shardLimit,
                    enforcesShardLimits,
                    clock);
        }

        public Options withMaxRetainedBytes(long newMaxRetainedBytes) {
            return new Options(
                    port,
                    region,
                    account,
                    transitionTime,
                    newMaxRetainedBytes,
                    shardLimit,
                    enforcesShardLimits,
                    clock);
        }

        public Options withShardLimitsEnforced(boolean enforced) {
            return new Options(
                    port,
                    region,
                    account,
                    transitionTime,
                    maxRetainedBytes,
                    shardLimit,
                    enforced,
                    clock);
        }

        public Options withClock(InstantSource newClock) {
            return new Options(
                    port,
                    region,
                    account,
                    transitionTime,
                    maxRetainedBytes,
                    shardLimit,
                    enforcesShardLimits,
                    newClock);
        }
    }

    /** Starts a server without streams on any free port. */
    public static KinesisServer start() throws IOException {
        return start(Options.defaults());
    }

    /** Starts a server without streams. */
    public static KinesisServer start(Options options) throws IOException {
        return start(options, Map.of());
    }

    /**
     * Starts a server whose streams, names with shard counts, are active before it listens.
     *
     * @throws BindException if the port is taken
     */
    public static KinesisServer start(Options options, Map<String, Integer> streams)
            throws IOException {
        return new KinesisServer(options, streams);
    }

    /** What clients take as their endpoint override. */
    public URI endpoint() {
        return URI.create("http://" + HOST + ":" + http.getAddress().getPort());
    }

    /** Creates a stream that is active at once. */
    public void createStream(String name, int shards) {
        Checks.name("streamName", name);
        store.create(name, shards, KinesisStream.Mode.PROVISIONED).settle();
    }

    /**
     * What this server does wrong on purpose. Other processes reach it over HTTP at {@code
     * /faults}: POST switches a fault on, GET lists them, DELETE ends them.
     */
    public Faults faults() {
        return faults;
    }

    /** Closes the port; the streams are gone. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
        } catch (BindException e) {
            BindException explained =
                    new BindException(
                            "Port "
                                    + port
                                    + " of "
                                    + HOST
                                    + " is taken by another process: choose another one, or 0 for"
                                    + " any free port");
            explained.initCause(e);
            throw explained;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, 200, "application/json", HEALTHY);
                return;
            }
            WireFormat format =
                    WireFormat.of(exchange.getRequestHeaders().getFirst("Content-Type"));
            exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer;
            try {
                answer = api.answer(operation(exchange), format, body);
            } catch (KinesisException e) {
                sendError(exchange, format, e);
                return;
            } catch (RuntimeException e) {
                LOG.error("A call failed", e);
                sendError(exchange, format, KinesisException.internalFailure());
                return;
            }
            send(exchange, 200, format.contentType(), answer);
        }
    }

    private static String operation(HttpExchange exchange) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target == null) {
            throw KinesisException.unknownOperation("The header X-Amz-Target is missing");
        }
        return target.substring(target.indexOf('.') + 1);
    }

    private static void sendError(HttpExchange exchange, WireFormat format, KinesisException error)
            throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", error.errorName());
        byte[] body = format.write(new Answers.Failure(error.errorName(), error.getMessage()));
        send(exchange, error.status(), format.contentType(), body);
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
