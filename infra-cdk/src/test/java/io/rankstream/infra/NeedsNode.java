package io.rankstream.infra;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that synthesise: the CDK runs in Node.js. Without it they are skipped and say so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsNode.Condition.class)
@interface NeedsNode {

    /** Whether there is a program {@code node}. */
    final class Condition implements ExecutionCondition {

        private static final boolean THERE = Programs.answers("node", "--version");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (THERE) {
                return ConditionEvaluationResult.enabled("there is a program node");
            }
            System.err.println(
                    "SKIPPED: "
                            + context.getDisplayName()
                            + " needs Node.js 20 or later, and there is no program node");
            return ConditionEvaluationResult.disabled("there is no program node");
        }
    }

    /** Programs that some tests need. */
    final class Programs {

        private Programs() {}

        /** Whether a program can be started and ends well. */
        static boolean answers(String... command) {
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return false;
                }
                return process.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
