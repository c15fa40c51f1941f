package io.rankstream.flink.config;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The properties a job was started with, in groups as Managed Flink keeps them.
 *
 * <p>There they come from the application's configuration, elsewhere from files of the same shape:
 * {@code --properties a.json,b.json}, where a later file overrides an earlier one key by key.
 */
public final class RuntimeConfiguration {

    private static final String ARGUMENT = "--properties";

    private static final String USAGE =
            "the job was started without properties: on Managed Flink they are the application's"
                    + " runtime properties, elsewhere pass --properties <file.json>[,<file.json>...]";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Map<String, Map<String, String>> groups;
    private final Map<String, OptionGroup> declarations = new TreeMap<>();

    private RuntimeConfiguration(Map<String, Map<String, String>> groups) {
        this.groups = groups;
    }

    /**
     * Reads the properties from where the job was started.
     *
     * @throws InvalidConfigurationException if there are no properties, or a file cannot be read
     */
    public static RuntimeConfiguration load(String[] args) {
        if (args.length == 0) {
            return fromManagedFlink();
        }
        if (args.length != 2 || !args[0].equals(ARGUMENT)) {
            throw new InvalidConfigurationException(
                    "cannot read the arguments "
                            + Arrays.toString(args)
                            + ": use --properties <file.json>[,<file.json>...]");
        }
        Map<String, Map<String, String>> groups = new TreeMap<>();
        for (String file : args[1].split(",", -1)) {
            readFile(Paths.get(file), groups);
        }
        return new RuntimeConfiguration(groups);
    }

    private static RuntimeConfiguration fromManagedFlink() {
        Map<String, Properties> properties;
        try {
            properties = KinesisAnalyticsRuntime.getApplicationProperties();
        } catch (IOException e) {
            throw new InvalidConfigurationException(USAGE, e);
        }
        if (properties == null || properties.isEmpty()) {
            throw new InvalidConfigurationException(USAGE);
        }
        Map<String, Map<String, String>> groups = new TreeMap<>();
        for (Map.Entry<String, Properties> group : properties.entrySet()) {
            Map<String, String> values = new TreeMap<>();
            for (String key : group.getValue().stringPropertyNames()) {
                values.put(key, group.getValue().getProperty(key));
            }
            groups.put(group.getKey(), values);
        }
        return new RuntimeConfiguration(groups);
    }

    private static void readFile(Path file, Map<String, Map<String, String>> groups) {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "the properties file " + file + " cannot be read: " + e.getMessage(), e);
        }
        if (!root.isArray()) {
            throw badShape(file, "it is not an array");
        }
        for (JsonNode group : root) {
            JsonNode id = group.get("PropertyGroupId");
            JsonNode map = group.get("PropertyMap");
            if (id == null || !id.isTextual() || map == null || !map.isObject()) {
                throw badShape(file, "an entry lacks PropertyGroupId or PropertyMap");
            }
            Map<String, String> values =
                    groups.computeIfAbsent(id.textValue(), name -> new TreeMap<>());
            Iterator<Map.Entry<String, JsonNode>> properties = map.fields();
            while (properties.hasNext()) {
                Map.Entry<String, JsonNode> property = properties.next();
                if (!property.getValue().isTextual()) {
                    throw badShape(
                            file,
                            id.textValue()
                                    + "."
                                    + property.getKey()
                                    + " is not a string; Managed Flink knows strings only, so"
                                    + " write it in quotes");
                }
                values.put(property.getKey(), property.getValue().textValue());
            }
        }
    }

    private static InvalidConfigurationException badShape(Path file, String what) {
        return new InvalidConfigurationException(
                "the properties file "
                        + file
                        + " is not of the form [{\"PropertyGroupId\": \"...\", \"PropertyMap\":"
                        + " {\"key\": \"value\"}}]: "
                        + what);
    }

    /**
     * Says which groups the job knows; call it once, before any group is read.
     *
     * @throws InvalidConfigurationException naming every group and key that is not known, every
     *     value that cannot be read and every required key that is missing, all at once
     */
    public RuntimeConfiguration declare(OptionGroup... known) {
        for (OptionGroup group : known) {
            declarations.put(group.name(), group);
        }
        List<String> problems = new ArrayList<>();
        for (String group : groups.keySet()) {
            if (!declarations.containsKey(group)) {
                problems.add(
                        "group '"
                                + group
                                + "' is not known: use "
                                + String.join(", ", declarations.keySet()));
            }
        }
        for (OptionGroup declaration : declarations.values()) {
            Map<String, String> properties = groups.get(declaration.name());
            if (properties != null) {
                check(declaration, properties, problems);
            } else if (!declaration.isOptional()) {
                check(declaration, Map.of(), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(String.join("\n", problems));
        }
        return this;
    }

    private static void check(
            OptionGroup declaration, Map<String, String> properties, List<String> problems) {
        for (Map.Entry<String, String> property : properties.entrySet()) {
            Option<?> option = declaration.optionOf(property.getKey());
            if (option == null) {
                problems.add(
                        declaration.name()
                                + "."
                                + property.getKey()
                                + " is not known: use "
                                + declaration.knownKeys());
                continue;
            }
            try {
                option.read(declaration.name(), property.getKey(), property.getValue());
            } catch (InvalidConfigurationException e) {
                problems.add(e.getMessage());
            }
        }
        for (Option<?> option : declaration.options()) {
            if (option.isRequired() && !properties.containsKey(option.key())) {
                problems.add(PropertyGroup.missing(declaration, option));
            }
        }
    }

    /** Whether any property of a group was given. */
    public boolean has(String group) {
        return groups.containsKey(group);
    }

    /**
     * The properties of a declared group, its defaults where it was not given.
     *
     * @throws IllegalArgumentException if the job did not declare it
     */
    public PropertyGroup group(String name) {
        OptionGroup declaration = declarations.get(name);
        if (declaration == null) {
            throw new IllegalArgumentException("group '" + name + "' was not declared");
        }
        return new PropertyGroup(declaration, groups.getOrDefault(name, Map.of()));
    }
}
