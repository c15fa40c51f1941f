package io.rankstream.local.redis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What may be set on a {@link RedisProcess}.
 *
 * @param port 0 for any free port
 * @param directory for its configuration, log and pid file; empty: a temporary one
 * @param certificate served on a second, ephemeral port with TLS; empty: no TLS
 * @param settings lines of redis.conf, after ours
 */
public record RedisOptions(
        int port,
        Optional<Path> directory,
        Optional<SelfSignedCertificate> certificate,
        List<String> settings) {

    /** Any free port, a temporary folder, no TLS, the default user without a password. */
    public static RedisOptions defaults() {
        return new RedisOptions(0, Optional.empty(), Optional.empty(), List.of());
    }

    public RedisOptions withPort(int newPort) {
        return new RedisOptions(newPort, directory, certificate, settings);
    }

    public RedisOptions withDirectory(Path newDirectory) {
        return new RedisOptions(port, Optional.of(newDirectory), certificate, settings);
    }

    public RedisOptions withTls(SelfSignedCertificate newCertificate) {
        return new RedisOptions(port, directory, Optional.of(newCertificate), settings);
    }

    /**
     * Adds a user.
     *
     * @param rules ACL rules, such as {@code ~leaderboard:* +@all -@dangerous}
     */
    public RedisOptions withUser(String name, String password, String rules) {
        return withSetting("user " + name + " on >" + password + " " + rules);
    }

    /**
     * Keeps every write in an append-only file, so that a kill loses nothing acknowledged; only a
     * crash of the machine would.
     */
    public RedisOptions withAppendOnlyFile() {
        return withSetting("appendonly yes").withSetting("appendfsync no");
    }

    /** Adds one line of redis.conf. */
    public RedisOptions withSetting(String line) {
        List<String> lines = new ArrayList<>(settings);
        lines.add(line);
        return new RedisOptions(port, directory, certificate, List.copyOf(lines));
    }
}
