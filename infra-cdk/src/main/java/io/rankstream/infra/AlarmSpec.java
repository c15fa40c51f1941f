package io.rankstream.infra;

import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;

/**
 * When something is an alarm.
 *
 * @param name without that of the stack; the runbook says under it what to do
 * @param description what it means, in one sentence
 * @param metric what is looked at, usually each minute
 * @param operator how it is compared with the threshold
 * @param threshold in the unit of the metric
 * @param periods how many of the metric's periods are looked at
 * @param datapoints in how many of them the threshold must be crossed
 * @param missingIsAlarm whether no data counts as crossed
 */
public record AlarmSpec(
        String name,
        String description,
        IMetric metric,
        ComparisonOperator operator,
        double threshold,
        int periods,
        int datapoints,
        boolean missingIsAlarm) {

    /** Above the threshold in every one of the periods. */
    public static AlarmSpec above(
            String name, String description, IMetric metric, double threshold, int periods) {
        return new AlarmSpec(
                name,
                description,
                metric,
                ComparisonOperator.GREATER_THAN_THRESHOLD,
                threshold,
                periods,
                periods,
                false);
    }

    /** At the threshold or below in every one of the periods. */
    public static AlarmSpec atMost(
            String name, String description, IMetric metric, double threshold, int periods) {
        return new AlarmSpec(
                name,
                description,
                metric,
                ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
                threshold,
                periods,
                periods,
                false);
    }

    /** The same in fewer of the periods. */
    public AlarmSpec in(int some) {
        return new AlarmSpec(
                name, description, metric, operator, threshold, periods, some, missingIsAlarm);
    }

    /** The same where no data is an alarm, too. */
    public AlarmSpec orMissing() {
        return new AlarmSpec(
                name, description, metric, operator, threshold, periods, datapoints, true);
    }
}
