package io.rankstream.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.control.ParameterType;
import io.rankstream.model.expression.ExpressionCompiler;
import io.rankstream.model.reference.Input.Control;
import io.rankstream.model.reference.Input.Event;
import io.rankstream.model.reference.Message.BoardPut;
import io.rankstream.model.reference.WindowSpec.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Definitions are read as they were meant, and their windows lie where java.time puts them. */
class GeneratedBoardsTest {

    private static final int HISTORIES = 500;

    @Test
    void areReadAsTheyWereMeant() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            History history = HistoryGenerator.history(seed);
            for (BoardSpec spec : specs(history)) {
                BoardDefinition definition = BoardDefinition.parse(spec.toString());

                assertThat(definition.tieBits()).as(spec.toString()).isEqualTo(spec.tieBits());
                assertThat(definition.window().isRolling()).isEqualTo(spec.window.isRolling());
                if (spec.window.isFinite()) {
                    for (Input input : history.inputs()) {
                        checkWindow(spec.window, definition.window(), input);
                    }
                }
            }
        }
    }

    @Test
    void haveExpressionsThatCompile() throws Exception {
        Map<String, ParameterType> parameters =
                Map.of(
                        "is_bot",
                        ParameterType.INT,
                        "bonus",
                        ParameterType.INT,
                        "factor",
                        ParameterType.DECIMAL,
                        "on",
                        ParameterType.BOOLEAN);
        ExpressionCompiler compiler =
                new ExpressionCompiler(
                        Settings.FIELDS, Map.of("player", Settings.players()), parameters);
        Set<String> compiled = new HashSet<>();
        for (long seed = 1; seed <= HISTORIES; seed++) {
            for (BoardSpec spec : specs(HistoryGenerator.history(seed))) {
                boolean decimals = spec.decimals != null;
                if (spec.score != null && compiled.add(spec.score.cel() + decimals)) {
                    compiler.score(spec.score.cel(), decimals, spec.scale());
                }
                if (spec.filter != null && compiled.add(spec.filter.cel())) {
                    compiler.condition("filter", spec.filter.cel());
                }
                if (spec.eligible != null && compiled.add(spec.eligible.cel())) {
                    compiler.condition("eligible", spec.eligible.cel());
                }
            }
        }

        assertThat(compiled).hasSizeGreaterThan(25);
    }

    private static List<BoardSpec> specs(History history) {
        List<BoardSpec> specs = new ArrayList<>(history.boards());
        for (Input input : history.inputs()) {
            if (input instanceof Control control && control.message() instanceof BoardPut put) {
                specs.add(put.spec());
            }
        }
        return specs;
    }

    private static void checkWindow(WindowSpec expected, BoardWindow actual, Input input) {
        long time = input instanceof Event event ? event.time() : input.arrival();
        Window window = expected.at(time, Map.of());
        long start = actual.start(time);
        if (window == null) {
            assertThat(start).as("%s at %s", expected, time).isEqualTo(BoardWindow.NONE);
            return;
        }
        assertThat(new Window(start, actual.end(start), actual.label(start)))
                .as("%s at %s", expected, time)
                .isEqualTo(window);
    }
}
