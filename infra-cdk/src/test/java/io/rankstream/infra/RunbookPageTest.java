package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/runbook.md says what to do about every alarm. */
@NeedsNode
@Timeout(300)
class RunbookPageTest {

    private static final Path PAGE = Path.of("..", "docs", "runbook.md");

    @Test
    void hasASectionForEveryAlarm() throws IOException {
        Set<String> sections = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("### ")) {
                sections.add(line.substring("### ".length()).strip());
            }
        }

        Set<String> alarms = new TreeSet<>();
        for (Synth stack : List.of(Synth.withEveryOption(), Synth.second())) {
            for (JsonNode alarm : stack.resources("AWS::CloudWatch::Alarm").values()) {
                alarms.add(name(alarm));
            }
            for (JsonNode alarm : stack.resources("AWS::CloudWatch::CompositeAlarm").values()) {
                alarms.add(name(alarm));
            }
        }

        assertThat(alarms).isNotEmpty().allSatisfy(alarm -> assertThat(sections).contains(alarm));
    }

    private static String name(JsonNode alarm) {
        String name = alarm.at("/Properties/AlarmName").textValue();
        assertThat(name).matches("(rankstream|second)-.+");
        return name.substring(name.indexOf('-') + 1);
    }
}
