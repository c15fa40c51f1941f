package io.rankstream.local.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;

/**
 * Serves the S3 API on 127.0.0.1, from a folder or from memory.
 *
 * <p>In a folder an object lies as a file at {@code <bucket>/<key>}, and is still there when a
 * server is started on the folder again.
 */
public final class S3Server implements AutoCloseable {

    public static final String ACCESS_KEY = "test";
    public static final String SECRET_KEY = "test";

    private static final Logger LOG = LoggerFactory.getLogger(S3Server.class);

    private static final String LOCALHOST = "http://127.0.0.1:";

    private final S3Proxy server;
    private final BlobStore store;

    private S3Server(S3Proxy server, BlobStore store) {
        this.server = server;
        this.store = store;
    }

    /**
     * Starts a server that keeps its objects in a folder.
     *
     * @param port to listen on; 0 for any free one
     * @throws IOException if the folder cannot be made or the port is taken
     */
    public static S3Server start(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        return start(new FilesystemNio2BlobStore(folder.toAbsolutePath().toString()), port);
    }

    /** Starts a server that forgets its objects when it is closed, on any free port. */
    public static S3Server inMemory() throws IOException {
        return start(new TransientNio2BlobStore(), 0);
    }

    private static S3Server start(BlobStore store, int port) throws IOException {
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(store)
                        .endpoint(URI.create(LOCALHOST + port))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                        .ignoreUnknownHeaders(true)
                        .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("the S3 server does not start: " + e.getMessage(), e);
        }
        return new S3Server(server, store);
    }

    /** Creates a bucket; does nothing if it exists. */
    public void createBucket(String name) {
        try {
            store.createContainer(CreateBucketRequest.builder().bucket(name).build());
        } catch (BucketAlreadyOwnedByYouException e) {
            LOG.debug("Bucket {} exists", name);
        }
    }

    public URI endpoint() {
        return URI.create(LOCALHOST + server.getPort());
    }

    /** What Flink's S3 file system needs to know to use this server. */
    public Map<String, String> flinkOptions() {
        return Map.of(
                "s3.endpoint",
                endpoint().toString(),
                "s3.path.style.access",
                "true",
                "s3.access-key",
                ACCESS_KEY,
                "s3.secret-key",
                SECRET_KEY);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
