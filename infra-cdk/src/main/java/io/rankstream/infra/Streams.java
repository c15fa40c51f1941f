package io.rankstream.infra;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.kinesis.CfnStream;
import software.constructs.Construct;

/** The Kinesis streams of the suite; each may be one that is there already. */
public final class Streams extends Construct {

    /** What a stream is for. */
    public enum Use {
        EVENTS("events"),
        CONTROL("control"),
        CONTROL_STATUS("control-status"),
        RESULTS("results"),
        REPLAY("replay"),
        DEAD_LETTERS("dead-letters");

        private final String label;

        Use(String label) {
            this.label = label;
        }

        /** The stream's name without that of the stack. */
        public String label() {
            return label;
        }

        Setting<String> existing() {
            return Setting.text(
                    "existing.streams." + label,
                    "ARN of a stream to use instead of an own one for " + label + ".");
        }
    }

    static final Setting<String> EXISTING_KEY =
            Setting.text(
                    "existing.streams.key",
                    "ARN of the KMS key that encrypts the existing streams, unless it is the one"
                            + " of Kinesis.");

    static final Setting<String> MODE =
            Setting.choice(
                            "streams.mode",
                            List.of("on-demand", "provisioned"),
                            "Whether the streams scale by themselves.")
                    .withDefault("on-demand");

    static final Setting<Integer> SHARDS =
            Setting.number(
                            "streams.shards",
                            1,
                            1000,
                            "Shards of the streams for events, results and replay, where they are"
                                    + " provisioned; the others have one.")
                    .withDefault("2");

    static final Setting<Integer> RETENTION_HOURS =
            Setting.number("streams.retentionHours", 24, 8760, "How long the streams keep records.")
                    .withDefault("168");

    static final List<Setting<?>> SETTINGS = settingsOfAll();

    private final Map<Use, StreamReference> streams = new EnumMap<>(Use.class);

    public Streams(Construct scope, String id, String stackName, Settings settings, DataKey key) {
        super(scope, id);
        for (Use use : Use.values()) {
            Optional<String> existing = settings.find(use.existing());
            streams.put(
                    use,
                    existing.isPresent()
                            ? existingStream(use, existing.get(), settings.find(EXISTING_KEY))
                            : ownStream(use, stackName, settings, key));
        }
    }

    private static List<Setting<?>> settingsOfAll() {
        List<Setting<?>> all = new ArrayList<>();
        for (Use use : Use.values()) {
            all.add(use.existing());
        }
        all.addAll(List.of(EXISTING_KEY, MODE, SHARDS, RETENTION_HOURS));
        return List.copyOf(all);
    }

    private static StreamReference existingStream(Use use, String arn, Optional<String> keyArn) {
        int name = arn.indexOf(":stream/");
        if (!arn.startsWith("arn:") || name < 0) {
            throw new IllegalArgumentException(
                    "the setting "
                            + use.existing().key()
                            + " is '"
                            + arn
                            + "', which is not the ARN of a Kinesis stream");
        }
        return new StreamReference(arn.substring(name + ":stream/".length()), arn, keyArn);
    }

    private StreamReference ownStream(Use use, String stackName, Settings settings, DataKey key) {
        String name = stackName + "-" + use.label();
        CfnStream.Builder builder =
                CfnStream.Builder.create(this, idOf(use))
                        .name(name)
                        .retentionPeriodHours(settings.get(RETENTION_HOURS))
                        .streamEncryption(
                                CfnStream.StreamEncryptionProperty.builder()
                                        .encryptionType("KMS")
                                        .keyId(key.arn())
                                        .build());
        if (settings.get(MODE).equals("on-demand")) {
            builder.streamModeDetails(mode("ON_DEMAND"));
        } else {
            builder.streamModeDetails(mode("PROVISIONED"));
            builder.shardCount(carriesEveryEvent(use) ? settings.get(SHARDS) : 1);
        }
        CfnStream stream = builder.build();
        stream.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.RETAIN);
        stream.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.RETAIN);
        Accepted.at(
                stream,
                "AwsSolutions-KDS3",
                "the rule wants the key of Kinesis; the stack's own key can be refused to a role");
        return new StreamReference(name, stream.getAttrArn(), Optional.of(key.arn()));
    }

    private static boolean carriesEveryEvent(Use use) {
        return use == Use.EVENTS || use == Use.RESULTS || use == Use.REPLAY;
    }

    private static CfnStream.StreamModeDetailsProperty mode(String mode) {
        return CfnStream.StreamModeDetailsProperty.builder().streamMode(mode).build();
    }

    private static String idOf(Use use) {
        StringBuilder id = new StringBuilder();
        for (String word : use.label().split("-", -1)) {
            id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return id.toString();
    }

    public StreamReference of(Use use) {
        return streams.get(use);
    }

    /** All of them, in the order of {@link Use}. */
    public List<StreamReference> all() {
        return List.copyOf(streams.values());
    }
}
