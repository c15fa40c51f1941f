package io.rankstream.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that creates and rotates the CDC user, against a program that stands for the AWS CLI.
 */
@Timeout(60)
class RotateCdcUserTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Path SCRIPT = Path.of("bin", "rotate-cdc-user").toAbsolutePath();

    /** Answers what the service would, and keeps what it is told. */
    private static final String AWS =
            """
            #!/usr/bin/env bash
            here=$(dirname "$0")
            echo "$*" >> "$here/calls"
            case "$1 $2" in
                "cloudformation describe-stacks")
                    case "$*" in
                        *DatabaseArn*) echo arn:database ;;
                        *DatabaseAdministrator*) echo arn:administrator ;;
                        *CdcUser*) echo arn:secret ;;
                        *PlayerTable*) cat "$here/table" ;;
                        *BinlogHours*) echo 168 ;;
                    esac ;;
                "secretsmanager get-secret-value") cat "$here/secret" ;;
                "secretsmanager get-random-password") echo NewPassword1 ;;
                *) cat >> "$here/input"; echo >> "$here/input" ;;
            esac
            """;

    @TempDir private Path folder;

    @Test
    void createsAUserWithNoMoreThanChangeDataCaptureNeeds() throws Exception {
        prepare("rankstream_cdc", "gaming.players");

        assertThat(run()).isZero();

        List<String> inputs = Files.readAllLines(folder.resolve("input"));
        assertThat(inputs.subList(0, 6))
                .extracting(input -> JSON.readTree(input).path("sql").textValue())
                .containsExactly(
                        "CREATE USER IF NOT EXISTS 'rankstream_cdc_a'@'%' REQUIRE SSL",
                        "ALTER USER 'rankstream_cdc_a'@'%' IDENTIFIED BY 'NewPassword1' REQUIRE"
                                + " SSL",
                        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'rankstream_cdc_a'@'%'",
                        "GRANT SELECT ON gaming.players TO 'rankstream_cdc_a'@'%'",
                        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO"
                                + " 'rankstream_cdc_a'@'%'",
                        "CALL mysql.rds_set_configuration('binlog retention hours', 168)");
        assertThat(JSON.readTree(inputs.get(0)).path("resourceArn").textValue())
                .isEqualTo("arn:database");
        assertThat(JSON.readTree(inputs.get(0)).path("secretArn").textValue())
                .isEqualTo("arn:administrator");
        assertThat(JSON.readTree(inputs.get(6)).path("SecretString").textValue())
                .isEqualTo("{\"username\":\"rankstream_cdc_a\",\"password\":\"NewPassword1\"}");
    }

    @Test
    void leavesTheUserAloneThatRunningJobsConnectWith() throws Exception {
        prepare("rankstream_cdc_a", "gaming.players");

        assertThat(run()).isZero();

        assertThat(Files.readString(folder.resolve("input")))
                .contains("rankstream_cdc_b")
                .doesNotContain("rankstream_cdc_a");
    }

    @Test
    void showsNoPasswordToOtherProcesses() throws Exception {
        prepare("rankstream_cdc", "gaming.players");

        run();

        assertThat(Files.readString(folder.resolve("calls"))).doesNotContain("NewPassword1");
    }

    @Test
    void changesNothing_ifTheUserOrTableIsNotWhatItExpects() throws Exception {
        prepare("somebody", "gaming.players");
        assertThat(run()).isEqualTo(1);

        prepare("rankstream_cdc", "players; DROP DATABASE gaming");
        assertThat(run()).isEqualTo(1);

        assertThat(folder.resolve("input")).doesNotExist();
    }

    private void prepare(String user, String table) throws IOException {
        Path aws = Files.writeString(folder.resolve("aws"), AWS);
        Files.setPosixFilePermissions(aws, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("table"), table + "\n");
        Files.writeString(
                folder.resolve("secret"),
                "{\"username\":\"" + user + "\",\"password\":\"OldPassword1\"}\n");
    }

    private int run() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(SCRIPT.toString(), "rankstream").redirectErrorStream(true);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
        return process.exitValue();
    }
}
