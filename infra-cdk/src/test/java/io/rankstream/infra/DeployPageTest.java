package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The settings that docs/deploy.md and docs/runbook.md tell of. */
@NeedsNode
@Timeout(300)
class DeployPageTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern SETTING = Pattern.compile("-c ([A-Za-z.-]+)=([^\\s`]+)");

    @Test
    void tellsOfSettingsThatThereAre() throws IOException {
        Set<String> known = new TreeSet<>();
        Settings.ALL.forEach(setting -> known.add(setting.key()));

        Set<String> told = new TreeSet<>();
        for (String page : new String[] {"deploy.md", "runbook.md"}) {
            told.addAll(settings(Files.readString(DOCS.resolve(page))).keySet());
        }

        assertThat(told).hasSizeGreaterThan(8);
        assertThat(known).containsAll(told);
    }

    @Test
    void hasASmallSize() throws IOException {
        String page = Files.readString(DOCS.resolve("deploy.md"));
        int end = page.indexOf("is *small*");
        Map<String, String> small =
                settings(page.substring(page.lastIndexOf("aws-cdk@2 deploy", end), end));

        Synth stack = Synth.with(small);

        assertThat(stack.resources("AWS::KinesisAnalyticsV2::Application")).hasSize(1);
        assertThat(stack.resources("AWS::RDS::DBInstance")).hasSize(1);
        assertThat(
                        stack.only("AWS::MemoryDB::Cluster")
                                .at("/Properties/NumReplicasPerShard")
                                .intValue())
                .isZero();
        assertThat(stack.findings()).isEmpty();
    }

    private static Map<String, String> settings(String text) {
        Map<String, String> settings = new TreeMap<>();
        Matcher setting = SETTING.matcher(text);
        while (setting.find()) {
            settings.put(setting.group(1), setting.group(2));
        }
        return settings;
    }
}
