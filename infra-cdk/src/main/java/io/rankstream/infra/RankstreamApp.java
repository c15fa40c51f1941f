package io.rankstream.infra;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Aspects;

/** Entry point of {@code cdk}: reads the settings and builds the stack. */
public final class RankstreamApp {

    static final Setting<String> STACK_NAME =
            Setting.text(
                            "stackName",
                            "What the stack is called; every name in it begins so: lower-case"
                                    + " letters, digits and hyphens, at most 24.")
                    .withDefault("rankstream");

    static final List<Setting<?>> SETTINGS = List.of(STACK_NAME);

    /** A template that CloudFormation would refuse is refused here. */
    static final Map<String, Object> STRICT =
            Map.of(
                    "@aws-cdk/core:strictCfnValidateErrors", true,
                    "@aws-cdk/core:failSynthOnValidationErrors", true,
                    "@aws-cdk/core:enablePartitionLiterals", true,
                    "@aws-cdk/core:checkSecretUsage", true);

    private RankstreamApp() {}

    public static void main(String[] args) {
        App app = new App(AppProps.builder().postCliContext(STRICT).build());
        RankstreamStack stack = build(app);
        app.synth();
        System.out.println(stack.name() + ": template written");
    }

    /** Adds the stack to an app, and the checks of AWS Solutions. */
    static RankstreamStack build(App app) {
        Settings settings = Settings.of(app.getNode());
        RankstreamStack stack = new RankstreamStack(app, stackName(settings), settings);
        Aspects.of(app).add(AwsSolutionsChecks.Builder.create().verbose(true).build());
        return stack;
    }

    private static String stackName(Settings settings) {
        String name = settings.get(STACK_NAME);
        if (!name.matches("[a-z][a-z0-9-]{0,23}") || name.endsWith("-") || name.contains("--")) {
            throw new IllegalArgumentException(
                    "the setting stackName is '"
                            + name
                            + "': use at most 24 lower-case letters, digits and single hyphens,"
                            + " a letter first and no hyphen last");
        }
        return name;
    }
}
