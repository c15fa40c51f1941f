package io.rankstream.benchmarks.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;

/** Offers the records to Flink SQL as a table, read by any format, with the time of arrival. */
public final class RecordTableFactory implements DynamicTableSourceFactory {

    static final String NAME = "benchmark-records";

    static final ConfigOption<String> RUN = ConfigOptions.key("run").stringType().noDefaultValue();

    private static final String ARRIVAL = "arrival";

    @Override
    public String factoryIdentifier() {
        return NAME;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(RUN, FactoryUtil.FORMAT);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        DecodingFormat<DeserializationSchema<RowData>> format =
                helper.discoverDecodingFormat(
                        DeserializationFormatFactory.class, FactoryUtil.FORMAT);
        helper.validate();
        return new RecordTable(
                helper.getOptions().get(RUN), format, context.getPhysicalRowDataType());
    }

    private static final class RecordTable implements ScanTableSource, SupportsReadingMetadata {

        private final String run;
        private final DecodingFormat<DeserializationSchema<RowData>> format;
        private final DataType physical;
        private DataType produced;

        private RecordTable(
                String run,
                DecodingFormat<DeserializationSchema<RowData>> format,
                DataType physical) {
            this.run = run;
            this.format = format;
            this.physical = physical;
            this.produced = physical;
        }

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }

        @Override
        public Map<String, DataType> listReadableMetadata() {
            return Map.of(ARRIVAL, DataTypes.TIMESTAMP(3).notNull());
        }

        @Override
        public void applyReadableMetadata(List<String> keys, DataType type) {
            produced = type;
        }

        @Override
        public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
            DeserializationSchema<RowData> schema = format.createRuntimeDecoder(context, physical);
            int fields = DataType.getFieldCount(physical);
            RecordSource<RowData> source =
                    new RecordSource<>(run, timed -> reader(timed, schema, fields));
            return new DataStreamScanProvider() {
                @Override
                @SuppressWarnings("deprecation") // As the source of our own job.
                public DataStream<RowData> produceDataStream(
                        ProviderContext provider, StreamExecutionEnvironment env) {
                    return env.addSource(
                            source, "events", InternalTypeInfo.of(produced.getLogicalType()));
                }

                @Override
                public boolean isBounded() {
                    return false;
                }
            };
        }

        private static RecordSource.Reader<RowData> reader(
                TimedRun run, DeserializationSchema<RowData> schema, int fields) throws Exception {
            schema.open(null);
            return index -> {
                RowData parsed = schema.deserialize(run.records().bytes(index));
                GenericRowData row = new GenericRowData(fields + 1);
                for (int i = 0; i < fields; i++) {
                    row.setField(i, ((GenericRowData) parsed).getField(i));
                }
                row.setField(
                        fields, TimestampData.fromEpochMillis(run.records().arrivalMillis(index)));
                return row;
            };
        }

        @Override
        public DynamicTableSource copy() {
            RecordTable copy = new RecordTable(run, format, physical);
            copy.produced = produced;
            return copy;
        }

        @Override
        public String asSummaryString() {
            return NAME;
        }
    }
}
