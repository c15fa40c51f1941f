package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.Construct;

/**
 * A server that is no part of the stack and that the leaderboard job writes to where its properties
 * name it: what opens the way to it, and who may read its password.
 */
public final class FurtherServer extends Construct {

    /** What a server is for. */
    public enum Use {
        STANDINGS(
                "standings",
                "jdbc.url",
                "jdbc.password",
                "database that takes the final standings"),
        MIRROR("redis-mirror", "host", "password", "second Redis");

        private final String group;
        private final String address;
        private final String password;
        private final String server;

        Use(String group, String address, String password, String server) {
            this.group = group;
            this.address = address;
            this.password = password;
            this.server = server;
        }

        Setting<String> secret() {
            return Setting.text(
                    group + ".secret",
                    "ARN of the secret with the field `password` of the job's user on the "
                            + server
                            + "; required where the properties have `"
                            + named()
                            + "`.");
        }

        Setting<String> key() {
            return Setting.text(
                    group + ".key",
                    "ARN of the KMS key of this secret, unless it is the one of Secrets Manager.");
        }

        Setting<String> securityGroup() {
            return Setting.text(
                    group + ".securityGroup",
                    "Id of the security group of the "
                            + server
                            + ", which the jobs are let into; without it the server has to let"
                            + " them in by itself.");
        }

        Setting<Integer> port() {
            return Setting.number(
                    group + ".port",
                    1,
                    65_535,
                    "The port, as in the properties, that the jobs may reach it by; without it"
                            + " where security group and port are those of the player database or"
                            + " of Redis.");
        }

        private String named() {
            return group + "." + address;
        }
    }

    static final List<Setting<?>> SETTINGS = settingsOfAll();

    private final Use use;
    private final Optional<String> secretArn;
    private final Optional<String> secretKeyArn;

    FurtherServer(Construct scope, String id, Use use, Settings settings, Network network) {
        super(scope, id);
        this.use = use;
        secretArn = settings.find(use.secret());
        secretKeyArn = settings.find(use.key());
        String reason = "The jobs write to the " + use.server;
        Optional<String> securityGroup = settings.find(use.securityGroup());
        if (securityGroup.isPresent()) {
            Network.allow(
                    network.jobs(),
                    SecurityGroup.fromSecurityGroupId(this, "SecurityGroup", securityGroup.get()),
                    settings.get(use.port()),
                    reason);
        } else {
            settings.find(use.port())
                    .ifPresent(
                            port ->
                                    network.jobs()
                                            .addEgressRule(Peer.anyIpv4(), Port.tcp(port), reason));
        }
    }

    private static List<Setting<?>> settingsOfAll() {
        List<Setting<?>> all = new ArrayList<>();
        for (Use use : Use.values()) {
            all.addAll(List.of(use.secret(), use.key(), use.securityGroup(), use.port()));
        }
        return List.copyOf(all);
    }

    /**
     * Tells the leaderboard job where the password is.
     *
     * @throws IllegalArgumentException if the properties name a server and the settings do not, or
     *     the other way round
     */
    void complete(JobProperties properties) {
        if (properties.has(use.group, use.address) != secretArn.isPresent()) {
            throw new IllegalArgumentException(
                    secretArn.isPresent()
                            ? "the setting "
                                    + use.secret().key()
                                    + " is there, but the leaderboard job's properties have no "
                                    + use.named()
                            : "the leaderboard job's properties have "
                                    + use.named()
                                    + ": say with "
                                    + use.secret().key()
                                    + " which secret holds the password, and with "
                                    + use.securityGroup().key()
                                    + " and "
                                    + use.port().key()
                                    + " where the jobs have to be let in");
        }
        secretArn.ifPresent(
                arn ->
                        properties.put(
                                use.group, use.password, JobDefinition.secret(arn, "password")));
    }

    /** The secret with the field {@code password}, if there is a server. */
    public Optional<String> secretArn() {
        return secretArn;
    }

    /** The key that encrypts the secret, if it is one of the account. */
    public Optional<String> secretKeyArn() {
        return secretKeyArn;
    }
}
