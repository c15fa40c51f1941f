package io.rankstream.flink.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.util.Throwables.getStackTrace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeConfigurationTest {

    private enum Delivery {
        LATEST,
        EXACTLY_ONCE
    }

    private static final Option<List<String>> STREAMS =
            Option.list("streams").withDefault("events").describedAs("The input streams.");
    private static final Option<Duration> MAX_FUTURE =
            Option.duration("max_future").withDefault("PT5M").describedAs("How far ahead.");
    private static final Option<Integer> MAX_SIZE =
            Option.integer("max_size", 1, 1_048_576)
                    .withDefault("262144")
                    .describedAs("The largest record in bytes.");
    private static final Option<Boolean> STRICT =
            Option.bool("strict").withDefault("false").describedAs("Whether to be strict.");
    private static final Option<Delivery> DELIVERY =
            Option.oneOf("delivery", Delivery.class)
                    .withDefault("latest")
                    .describedAs("How to deliver.");
    private static final Option<String> FIELDS =
            Option.string("fields").required().describedAs("The declared fields.");
    private static final Option<String> MAPPING =
            Option.string("<stream>.mapping.<field>").describedAs("Where a field is found.");
    private static final Option<Secret> PASSWORD =
            Option.secret("password").describedAs("The password.");

    private static final OptionGroup EVENTS =
            OptionGroup.of(
                    "events",
                    "Where events come from.",
                    STREAMS,
                    MAX_FUTURE,
                    MAX_SIZE,
                    STRICT,
                    DELIVERY,
                    FIELDS,
                    MAPPING);
    private static final OptionGroup MYSQL = OptionGroup.of("mysql", "The database.", PASSWORD);
    private static final Option<String> BOARD =
            Option.string("<name>").describedAs("A board's definition.");
    private static final OptionGroup BOARDS = OptionGroup.of("boards", "The boards.", BOARD);

    @TempDir private Path folder;

    @Test
    void readsTypedValues() throws IOException {
        PropertyGroup events =
                events(
                        "'streams':'a, b','max_future':'PT0.2S','max_size':'10','strict':'true',"
                                + "'delivery':'exactly_once','fields':'x:int'");

        assertThat(events.get(STREAMS)).containsExactly("a", "b");
        assertThat(events.get(MAX_FUTURE)).isEqualTo(Duration.ofMillis(200));
        assertThat(events.get(MAX_SIZE)).isEqualTo(10);
        assertThat(events.get(STRICT)).isTrue();
        assertThat(events.get(DELIVERY)).isEqualTo(Delivery.EXACTLY_ONCE);
        assertThat(events.get(FIELDS)).isEqualTo("x:int");
    }

    @Test
    void takesDefaultsForWhatIsNotGiven() throws IOException {
        PropertyGroup events = events("'fields':''");

        assertThat(events.get(STREAMS)).containsExactly("events");
        assertThat(events.get(MAX_FUTURE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(events.get(DELIVERY)).isEqualTo(Delivery.LATEST);
        assertThat(events.all(MAPPING)).isEmpty();
    }

    @Test
    void readsADeclaredGroupThatIsAbsent() throws IOException {
        RuntimeConfiguration runtime = load(group("boards", "")).declare(BOARDS, MYSQL);

        assertThat(runtime.has("mysql")).isFalse();
        assertThat(runtime.group("mysql").find(PASSWORD)).isEmpty();
    }

    @Test
    void readsKeysWithPlaceholders() throws IOException {
        PropertyGroup events =
                events(
                        "'fields':'','clicks.v2.mapping.player_id':'/u','b.mapping.position.x':'/x'");

        assertThat(events.all(MAPPING))
                .extracting(entry -> entry.part(0) + " | " + entry.part(1) + " | " + entry.value())
                .containsExactly("b | position.x | /x", "clicks.v2 | player_id | /u");
    }

    @Test
    void takesAnyKeyInAGroupOfFreeKeys() throws IOException {
        PropertyGroup boards =
                load(group("boards", "'total':'{}','total.v2':'[]'"))
                        .declare(BOARDS)
                        .group("boards");

        assertThat(boards.all(BOARD))
                .extracting(entry -> entry.key() + "=" + entry.value())
                .containsExactly("total={}", "total.v2=[]");
    }

    @Test
    void letsLaterFilesOverrideEarlierOnesKeyByKey() throws IOException {
        Path first = file("a", group("events", "'fields':'x:int','max_size':'1'"));
        Path second = file("b", group("events", "'max_size':'2'"));

        PropertyGroup events =
                RuntimeConfiguration.load(new String[] {"--properties", first + "," + second})
                        .declare(EVENTS)
                        .group("events");

        assertThat(events.get(FIELDS)).isEqualTo("x:int");
        assertThat(events.get(MAX_SIZE)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    max_future | 5 minutes | events.max_future: '5 minutes' is not a duration: use ISO-8601 such as PT30S, PT0.2S or P8D
                    max_future | -PT1S     | events.max_future: '-PT1S' is out of range: use a duration from PT0.001S to P10000D
                    max_future | PT0S      | events.max_future: 'PT0S' is out of range: use a duration from PT0.001S to P10000D
                    max_future | P10001D   | events.max_future: 'P10001D' is out of range: use a duration from PT0.001S to P10000D
                    max_future | PT9223372036854775807S | events.max_future: 'PT9223372036854775807S' is out of range: use a duration from PT0.001S to P10000D
                    max_size   | 1.5       | events.max_size: '1.5' is not an integer: use one from 1 to 1048576
                    max_size   | 0         | events.max_size: '0' is out of range: use one from 1 to 1048576
                    strict     | yes       | events.strict: 'yes' is not a boolean: use true or false
                    delivery   | sometimes | events.delivery: 'sometimes' is not known: use latest or exactly_once
                    streams    | a,,b      | events.streams: 'a,,b' has an empty entry: use texts separated by commas
                    streams    | a,b,a     | events.streams: 'a,b,a' names 'a' twice
                    max_fature | PT5M      | events.max_fature is not known: use streams, max_future, max_size, strict, delivery, fields, <stream>.mapping.<field>
                    """)
    void refusesAPropertyByKeyValueAndWhatIsAllowed(String key, String value, String message)
            throws IOException {
        RuntimeConfiguration runtime =
                load(group("events", "'fields':'','" + key + "':'" + value + "'"));

        assertThatThrownBy(() -> runtime.declare(EVENTS))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void refusesAMissingRequiredKey() throws IOException {
        RuntimeConfiguration runtime = load(group("events", "'strict':'true'"));

        assertThatThrownBy(() -> runtime.declare(EVENTS))
                .hasMessage("events.fields is missing: it needs a value of type string");
    }

    @Test
    void refusesAMissingRequiredKey_ofAnAbsentGroup() throws IOException {
        RuntimeConfiguration runtime = load(group("boards", ""));

        assertThatThrownBy(() -> runtime.declare(BOARDS, EVENTS))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("events.fields is missing: it needs a value of type string");
    }

    @Test
    void needsTheRequiredKeysOfAnOptionalGroup_onlyWhereItIsGiven() throws IOException {
        OptionGroup optional = EVENTS.optional();

        assertThat(load(group("boards", "")).declare(BOARDS, optional).has("events")).isFalse();
        RuntimeConfiguration runtime = load(group("events", "'strict':'true'"));
        assertThatThrownBy(() -> runtime.declare(BOARDS, optional))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("events.fields is missing: it needs a value of type string");
    }

    @Test
    void refusesAnUnknownGroup() throws IOException {
        RuntimeConfiguration runtime = load(group("board", ""));

        assertThatThrownBy(() -> runtime.declare(BOARDS, MYSQL))
                .hasMessage("group 'board' is not known: use boards, mysql");
    }

    @Test
    void namesAllProblemsAtOnce() throws IOException {
        RuntimeConfiguration runtime =
                load(group("events", "'strict':'yes','max_size':'x','unknown':'1'"));

        assertThatThrownBy(() -> runtime.declare(EVENTS))
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(4);
    }

    @Test
    void refusesASecretWithoutRepeatingIt() throws IOException {
        RuntimeConfiguration runtime = load(group("mysql", "'password':'hunter2'"));

        Throwable refusal = catchThrowable(() -> runtime.declare(MYSQL));

        assertThat(refusal)
                .hasMessage(
                        "mysql.password: its value (not shown) must be a reference env:NAME,"
                                + " file:PATH or secretsmanager:ARN#FIELD, never the secret itself");
        assertThat(getStackTrace(refusal)).doesNotContain("hunter2");
    }

    @Test
    void refusesToStartWithoutProperties() {
        assertThatThrownBy(() -> RuntimeConfiguration.load(new String[0]))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(
                        "the job was started without properties: on Managed Flink they are the"
                                + " application's runtime properties, elsewhere pass --properties"
                                + " <file.json>[,<file.json>...]");
    }

    @Test
    void refusesUnknownArguments() {
        assertThatThrownBy(() -> RuntimeConfiguration.load(new String[] {"--props", "a.json"}))
                .hasMessage(
                        "cannot read the arguments [--props, a.json]: use --properties"
                                + " <file.json>[,<file.json>...]");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path missing = folder.resolve("missing.json");

        assertThatThrownBy(
                        () ->
                                RuntimeConfiguration.load(
                                        new String[] {"--properties", "" + missing}))
                .hasMessageStartingWith("the properties file " + missing + " cannot be read: ");
    }

    @Test
    void refusesAFileOfAnotherShape() {
        assertThatThrownBy(() -> load("{\"events\":{}}"))
                .hasMessageEndingWith("it is not an array");
        assertThatThrownBy(() -> load("[{\"PropertyGroupId\":\"events\"}]"))
                .hasMessageEndingWith("an entry lacks PropertyGroupId or PropertyMap");
        assertThatThrownBy(
                        () ->
                                load(
                                        "[{\"PropertyGroupId\":\"events\",\"PropertyMap\":{\"max_size\":1}}]"))
                .hasMessageEndingWith(
                        "events.max_size is not a string; Managed Flink knows strings only, so"
                                + " write it in quotes");
        assertThatThrownBy(() -> load(group("events", "'a':'1','a':'2'")))
                .hasMessageContaining("Duplicate field 'a'");
    }

    @Test
    void refusesToReadWhatIsNotDeclared() throws IOException {
        RuntimeConfiguration runtime = load(group("boards", "")).declare(BOARDS);

        assertThatThrownBy(() -> runtime.group("events"))
                .hasMessage("group 'events' was not declared");
        assertThatThrownBy(() -> runtime.group("boards").find(PASSWORD))
                .hasMessage("boards.password is read but not declared");
    }

    @Test
    void refusesAnOptionWithoutADescription() {
        assertThatThrownBy(() -> OptionGroup.of("events", "Events.", Option.bool("strict")))
                .hasMessage("events.strict has no description");
    }

    @Test
    void enumeratesItsOptions() {
        assertThat(EVENTS.options())
                .extracting(
                        option ->
                                option.key()
                                        + " | "
                                        + option.type()
                                        + " | "
                                        + option.defaultText().orElse("-"))
                .containsExactly(
                        "streams | list | events",
                        "max_future | duration | PT5M",
                        "max_size | int | 262144",
                        "strict | boolean | false",
                        "delivery | latest or exactly_once | latest",
                        "fields | string | -",
                        "<stream>.mapping.<field> | string | -");
    }

    private PropertyGroup events(String properties) throws IOException {
        return load(group("events", properties)).declare(EVENTS).group("events");
    }

    private RuntimeConfiguration load(String json) throws IOException {
        return RuntimeConfiguration.load(
                new String[] {"--properties", file("properties", json).toString()});
    }

    private Path file(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), json);
    }

    private static String group(String name, String properties) {
        return "[{\"PropertyGroupId\":\"%s\",\"PropertyMap\":{%s}}]"
                .formatted(name, properties.replace('\'', '"'));
    }
}
