package io.rankstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.benchmarks.engine.CaseSpec;
import io.rankstream.benchmarks.engine.Engine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchPlanTest {

    /** A run of Flink SQL takes no more. */
    private static final int MOST_SQL_EVENTS = 300_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesEachCaseANameOfItsOwn(boolean quick) {
        List<String> names = new ArrayList<>();
        new BenchPlan(quick).sections().forEach(section -> names.addAll(section.cases().keySet()));

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void leavesManyBoardsAndPlayersOutOfAQuickRun() {
        assertThat(cases(true)).noneMatch(one -> one.boards() > 16 || one.players() > 1_000_000);
        assertThat(cases(false))
                .anyMatch(one -> one.boards() == 64)
                .anyMatch(one -> one.players() == 5_000_000);
    }

    @Test
    void asksLittleOfFlinkSql() {
        assertThat(cases(false))
                .filteredOn(one -> EnumSet.of(Engine.SQL, Engine.SQL_EACH).contains(one.engine()))
                .isNotEmpty()
                .allMatch(one -> one.events() <= MOST_SQL_EVENTS);
    }

    private static List<CaseSpec> cases(boolean quick) {
        return new BenchPlan(quick)
                .sections().stream().flatMap(section -> section.cases().values().stream()).toList();
    }
}
