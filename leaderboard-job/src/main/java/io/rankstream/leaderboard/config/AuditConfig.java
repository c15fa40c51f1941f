package io.rankstream.leaderboard.config;

import io.rankstream.flink.config.PropertyGroup;
import java.io.Serializable;
import java.time.Duration;

/** How Redis is watched and compared with what was published: the property group {@code audit}. */
public final class AuditConfig implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Duration period;
    private final int probesPerSecond;
    private final Duration pollInterval;

    /**
     * @param period how long a comparison of everything takes; zero for none
     * @param probesPerSecond how many members are read for it a second at most
     * @param pollInterval how often to look whether something was lost
     */
    public AuditConfig(Duration period, int probesPerSecond, Duration pollInterval) {
        this.period = period;
        this.probesPerSecond = probesPerSecond;
        this.pollInterval = pollInterval;
    }

    static AuditConfig from(PropertyGroup audit) {
        return new AuditConfig(
                audit.get(LeaderboardOptions.AUDIT_PERIOD),
                audit.get(LeaderboardOptions.AUDIT_PROBES_PER_SECOND),
                audit.get(LeaderboardOptions.AUDIT_POLL_INTERVAL));
    }

    public Duration period() {
        return period;
    }

    public int probesPerSecond() {
        return probesPerSecond;
    }

    public Duration pollInterval() {
        return pollInterval;
    }
}
