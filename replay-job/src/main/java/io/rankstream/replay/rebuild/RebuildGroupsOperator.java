package io.rankstream.replay.rebuild;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupKey;
import io.rankstream.model.scoring.GroupRebuild;
import io.rankstream.model.scoring.ScoringRules;
import java.io.IOException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Scores one member that gathers many players after the other; in batch mode the runtime brings its
 * contributions together.
 */
final class RebuildGroupsOperator extends AbstractStreamOperator<BoardCommand>
        implements OneInputStreamOperator<GroupContribution, BoardCommand>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final RebuildRules rules;
    private final RebuildScope scope;

    private transient GroupRebuild groups;
    private transient GroupKey group;

    RebuildGroupsOperator(RebuildRules rules, RebuildScope scope) {
        this.rules = rules;
        this.scope = scope;
    }

    @Override
    public void open() throws Exception {
        super.open();
        ScoringRules compiled = rules.compile();
        groups =
                new GroupRebuild(
                        compiled,
                        scope.asOf(),
                        put -> {
                            if (scope.includes(
                                    put.address(), compiled.track(put.address().trackId()))) {
                                output.collect(new StreamRecord<>(put));
                            }
                        },
                        count -> {});
    }

    @Override
    public void processElement(StreamRecord<GroupContribution> element) throws IOException {
        GroupContribution contribution = element.getValue();
        if (!contribution.group().equals(group)) {
            endGroup();
            group = contribution.group();
            groups.begin(group);
        }
        groups.add(contribution);
    }

    private void endGroup() throws IOException {
        if (group != null) {
            groups.end();
            group = null;
        }
    }

    @Override
    public void endInput() throws IOException {
        endGroup();
    }
}
