package io.rankstream.benchmarks.engine;

import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkFunctionProvider;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Takes the scores of several boards of one window from Flink SQL, notes and discards them: a
 * player, the start of the window if there is one, then a score for each board.
 */
public final class BoardTableFactory implements DynamicTableSinkFactory {

    static final String NAME = "benchmark-boards";

    private static final ConfigOption<List<String>> BOARDS =
            ConfigOptions.key("boards").stringType().asList().noDefaultValue();

    @Override
    public String factoryIdentifier() {
        return NAME;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(RecordTableFactory.RUN, BOARDS);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DynamicTableSink createDynamicTableSink(DynamicTableFactory.Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validate();
        return new BoardTable(
                helper.getOptions().get(RecordTableFactory.RUN),
                helper.getOptions().get(BOARDS).toArray(String[]::new));
    }

    private static final class BoardTable implements DynamicTableSink {

        private final String run;
        private final String[] boards;

        private BoardTable(String run, String[] boards) {
            this.run = run;
            this.boards = boards;
        }

        @Override
        public ChangelogMode getChangelogMode(ChangelogMode requested) {
            return ChangelogMode.upsert();
        }

        @Override
        public SinkRuntimeProvider getSinkRuntimeProvider(DynamicTableSink.Context context) {
            return SinkFunctionProvider.of(new BoardRowSink(run, boards));
        }

        @Override
        public DynamicTableSink copy() {
            return new BoardTable(run, boards);
        }

        @Override
        public String asSummaryString() {
            return NAME;
        }
    }
}
