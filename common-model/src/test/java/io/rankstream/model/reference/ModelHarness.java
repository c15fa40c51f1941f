package io.rankstream.model.reference;

import java.util.List;
import java.util.Map;

/**
 * The job's domain as a model test drives it: what is delivered and when, and what it publishes.
 *
 * <p>It starts with the settings and the boards of the properties it was made with. No call may
 * leave work behind that only a later input would do: sweeps that a rule, a parameter or a clock
 * calls for are finished when the call returns.
 */
public interface ModelHarness {

    /** Makes the domain of a job that has read nothing. */
    interface Factory {

        /**
         * Starts the job.
         *
         * @param boards definitions of the properties, as JSON
         */
        ModelHarness start(Settings settings, List<String> boards);
    }

    /** The number of members of a final window and their checksum, over all its partitions. */
    record FinalWindow(long members, long checksum) {}

    /** An event that a board (or, if {@code board} is null, every board) could not use. */
    record DeadEvent(int number, String board, String reason) {}

    /** One record, in the order of its source. */
    void deliver(Input input);

    /** Both clocks move on, epoch milliseconds; timers that are due fire. */
    void clock(long arrival, long wall);

    /** Every state is written and read by a new domain. */
    void restart();

    /** What is published: key to member to Redis score, without empty boards. */
    Map<String, Map<String, Double>> boards();

    /**
     * What was last announced of each final window that has members, by {@code
     * <board>[:v<n>]:<label>}.
     */
    Map<String, FinalWindow> finalWindows();

    /** Every dead letter so far, by the {@link Input#number} of its event. */
    List<DeadEvent> deadEvents();
}
