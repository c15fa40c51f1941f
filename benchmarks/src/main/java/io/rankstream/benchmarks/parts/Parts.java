package io.rankstream.benchmarks.parts;

import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.expression.ConditionExpression;
import io.rankstream.model.expression.EvaluationContext;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.expression.Parameters;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.scoring.MemoryScoring;
import io.rankstream.model.scoring.PlayerState;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The steps that an event goes through, each alone, in nanoseconds for one event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Parts {

    private static final String FILTER = "event.speed_kmph >= 250 && event.distance_meters < 40";

    private PartsData data;
    private ConditionExpression filter;
    private CelRuntime.Program interpreted;
    private EvaluationContext context;
    private Parameters parameters;
    private MemoryScoring scoring;
    private byte[] state;
    private int next;

    /** Makes the records, and one player's state. */
    @Setup(Level.Trial)
    public void prepare() throws Exception {
        data = PartsData.create();
        filter =
                new ExpressionCompiler(
                                FieldSchema.parse("speed_kmph:int,distance_meters:int"),
                                Map.of(
                                        "player",
                                        new DimensionSchema(
                                                "player",
                                                FieldSchema.EMPTY,
                                                new FieldValues(FieldSchema.EMPTY))),
                                Map.of())
                        .condition("filter", FILTER);
        CelCompiler compiler =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .addVar("event.speed_kmph", SimpleType.INT)
                        .addVar("event.distance_meters", SimpleType.INT)
                        .build();
        interpreted =
                CelRuntimeFactory.legacyCelRuntimeBuilder()
                        .build()
                        .createProgram(compiler.compile(FILTER).getAst());
        context = new EvaluationContext();
        parameters = new Parameters();
        state = encoded(data.state());
    }

    /** Boards that have seen nothing, and others that have seen everything. */
    @Setup(Level.Iteration)
    public void prepareBoards() {
        scoring = data.newScoring();
        data.events().forEach(scoring::send);
    }

    private int index() {
        next = (next + 1) % PartsData.EVENTS;
        return next;
    }

    @Benchmark
    public Object parse() throws IOException {
        return data.parse(index());
    }

    /** An event that was counted before. */
    @Benchmark
    public void dropCopy() {
        scoring.send(data.events().get(index()));
    }

    /** Events on four boards that are empty at first, with their duplicate check, in memory. */
    @Benchmark
    @OperationsPerInvocation(PartsData.EVENTS)
    public Object scoreOnFourBoards() {
        MemoryScoring empty = data.newScoring();
        for (GameplayEvent event : data.events()) {
            empty.send(event);
        }
        return empty;
    }

    @Benchmark
    public boolean filterCompiled() throws Exception {
        context.reset(data.events().get(index()), null, parameters, 0);
        return filter.test(context);
    }

    @Benchmark
    public Object filterInterpreted() throws Exception {
        GameplayEvent event = data.events().get(index());
        return interpreted.eval(
                Map.of(
                        "event.speed_kmph", event.fields().integer(0),
                        "event.distance_meters", event.fields().integer(1)));
    }

    @Benchmark
    public byte[] encodeState() {
        return encoded(data.state());
    }

    @Benchmark
    public PlayerState decodeState() throws IOException {
        return PlayerState.read(FieldSchema.EMPTY, new PackedInput(state));
    }

    @Benchmark
    public byte[] encodeCommand() throws IOException {
        List<BoardCommand> commands = data.commands();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        commands.get(index() % commands.size()).write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static byte[] encoded(PlayerState state) {
        PackedOutput bytes = new PackedOutput(4_096);
        state.write(FieldSchema.EMPTY, bytes);
        return bytes.toBytes();
    }
}
