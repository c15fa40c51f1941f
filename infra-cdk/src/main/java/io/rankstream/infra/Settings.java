package io.rankstream.infra;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.constructs.Node;

/** What the stack was told by its CDK context. Read once; a key or value it does not know stops. */
public final class Settings {

    /** Every setting there is, in the order of the documentation. */
    public static final List<Setting<?>> ALL =
            Stream.of(
                            RankstreamApp.SETTINGS,
                            Network.SETTINGS,
                            Streams.SETTINGS,
                            PlayerDatabase.SETTINGS,
                            BoardStore.SETTINGS,
                            FurtherServer.SETTINGS,
                            ArchiveBucket.SETTINGS,
                            Jobs.SETTINGS,
                            Operations.SETTINGS,
                            OptionalParts.SETTINGS)
                    .<Setting<?>>flatMap(Collection::stream)
                    .toList();

    private final Map<String, String> texts = new TreeMap<>();

    private Settings(Map<String, ?> context) {
        context.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    }

    /**
     * Reads the context of a construct; keys of the CDK itself are left aside.
     *
     * @throws IllegalArgumentException naming every key that is no setting, or a value that cannot
     *     be read
     */
    public static Settings of(Node node) {
        @SuppressWarnings("unchecked")
        Map<String, Object> all = (Map<String, Object>) node.getAllContext();
        Map<String, Object> ours = new TreeMap<>(all);
        ours.keySet().removeIf(Settings::belongsToCdk);
        Settings settings = new Settings(ours);
        settings.check();
        return settings;
    }

    private static boolean belongsToCdk(String key) {
        return key.contains(":") || key.startsWith("@") || key.startsWith("cdk-");
    }

    private void check() {
        TreeSet<String> unknown = new TreeSet<>(texts.keySet());
        ALL.forEach(setting -> unknown.remove(setting.key()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no such setting: "
                            + String.join(", ", unknown)
                            + "; there are "
                            + String.join(", ", ALL.stream().map(Setting::key).sorted().toList()));
        }
        ALL.forEach(this::find);
    }

    /**
     * What was said, or the default.
     *
     * @throws IllegalArgumentException if there is neither
     */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the setting " + setting.key() + " is missing"));
    }

    /** What was said, or the default, or nothing. */
    public <T> Optional<T> find(Setting<T> setting) {
        String text = texts.getOrDefault(setting.key(), setting.defaultText().orElse(null));
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(setting.reader().apply(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the setting "
                            + setting.key()
                            + " is '"
                            + text
                            + "', which "
                            + e.getMessage()
                            + ": use "
                            + setting.type(),
                    e);
        }
    }
}
