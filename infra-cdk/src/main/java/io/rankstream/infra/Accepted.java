package io.rankstream.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.constructs.IConstruct;

/** What the checks of AWS Solutions object to and is left as it is, with the reason. */
final class Accepted {

    private Accepted() {}

    /**
     * Leaves a finding at a construct as it is.
     *
     * @param rule such as {@code AwsSolutions-IAM5}
     */
    static void at(IConstruct construct, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                construct, List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
    }
}
