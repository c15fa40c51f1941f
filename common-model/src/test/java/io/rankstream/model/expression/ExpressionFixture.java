package io.rankstream.model.expression;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.control.ControlDeclarations;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.control.ParameterDeclaration;
import io.rankstream.model.control.ParameterHistory;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the tests of expressions declare, and one thing to judge that they fill in. */
final class ExpressionFixture {

    static final long EVENT_TIME = 1_700_000_000_000L;

    static final FieldSchema FIELDS =
            FieldSchema.parse(
                    "points:int,speed:decimal,car:string,pit:boolean,position.x:decimal,laps:int");

    private static final FieldSchema COLUMNS =
            FieldSchema.parse("country:string,level:int,is_bot:int,subscription_type:string");

    private final FieldValues fields = new FieldValues(FIELDS);
    private final Parameters parameters = new Parameters();
    private final EvaluationContext context = new EvaluationContext();
    private final ExpressionCompiler compiler;
    private FieldValues row;
    private GameplayEvent session;

    private ExpressionFixture(List<ParameterDeclaration> declared) throws Exception {
        FieldValues defaults = new FieldValues(COLUMNS);
        defaults.setInteger(COLUMNS.indexOf("level"), 1);
        ControlDeclarations declarations =
                new ControlDeclarations(
                        FIELDS,
                        Map.of("player", new DimensionSchema("player", COLUMNS, defaults)),
                        declared,
                        256,
                        Duration.ofDays(373),
                        Duration.ofHours(1),
                        Duration.ofDays(8),
                        Duration.ofMinutes(5));
        compiler = declarations.compiler();
        for (ControlUpdate update :
                new ControlRegistry(declarations, List.<BoardDefinition>of()).updates()) {
            parameters.put(ParameterHistory.parse(update));
        }
    }

    /** Parameters {@code is_bot} (int, null), {@code factor} (decimal, 1.5) and {@code on}. */
    static ExpressionFixture fixture() throws Exception {
        return new ExpressionFixture(
                List.of(
                        ParameterDeclaration.parse("is_bot", "{\"type\":\"int\"}"),
                        ParameterDeclaration.parse(
                                "factor", "{\"type\":\"decimal\",\"default\":1.5}"),
                        ParameterDeclaration.parse("on", "{\"type\":\"boolean\",\"default\":true}"),
                        ParameterDeclaration.parse(
                                "word", "{\"type\":\"string\",\"default\":\"kart\"}")));
    }

    ExpressionCompiler compiler() {
        return compiler;
    }

    ExpressionFixture points(long points) {
        fields.setInteger(FIELDS.indexOf("points"), points);
        return this;
    }

    ExpressionFixture laps(long laps) {
        fields.setInteger(FIELDS.indexOf("laps"), laps);
        return this;
    }

    ExpressionFixture speed(double speed) {
        fields.setDecimal(FIELDS.indexOf("speed"), speed);
        return this;
    }

    ExpressionFixture x(double x) {
        fields.setDecimal(FIELDS.indexOf("position.x"), x);
        return this;
    }

    ExpressionFixture car(String car) {
        fields.setText(FIELDS.indexOf("car"), car);
        return this;
    }

    ExpressionFixture pit(boolean pit) {
        fields.setBool(FIELDS.indexOf("pit"), pit);
        return this;
    }

    ExpressionFixture row() {
        row = new FieldValues(COLUMNS);
        return this;
    }

    ExpressionFixture row(String country, long level, long bot, String subscription) {
        row();
        row.setText(COLUMNS.indexOf("country"), country);
        row.setInteger(COLUMNS.indexOf("level"), level);
        row.setInteger(COLUMNS.indexOf("is_bot"), bot);
        row.setText(COLUMNS.indexOf("subscription_type"), subscription);
        return this;
    }

    /** Judges a session that has ended, and no longer an event that was sent. */
    ExpressionFixture session(long count, long durationMillis) {
        session =
                GameplayEvent.ofSession(
                        "ada",
                        EVENT_TIME,
                        EVENT_TIME + 50,
                        EventId.ofSession("ada", EVENT_TIME - durationMillis),
                        new SessionFacts(count, durationMillis, EVENT_TIME - durationMillis),
                        FIELDS);
        return this;
    }

    /** What is judged now. */
    EvaluationContext context() {
        GameplayEvent event =
                new GameplayEvent(
                        "ada",
                        EVENT_TIME,
                        EVENT_TIME + 50,
                        new EventId(EventId.Source.CONTENT, 1, 2),
                        null,
                        fields,
                        new RecordOrigin("events", "shard-0", "1"),
                        new byte[0]);
        context.reset(session == null ? event : session, row, parameters, EVENT_TIME);
        return context;
    }

    long score(String expression) throws Exception {
        return compiler.score(expression, false, 0).evaluate(context());
    }

    long score(String expression, int decimals) throws Exception {
        return compiler.score(expression, true, decimals).evaluate(context());
    }

    boolean isAbsent(String expression) throws Exception {
        return compiler.score(expression, true, 2).isAbsent(context());
    }

    String text(String expression) throws Exception {
        return compiler.text("distinct", expression).evaluate(context());
    }

    boolean test(String expression) throws Exception {
        return compiler.condition("filter", expression).test(context());
    }
}
