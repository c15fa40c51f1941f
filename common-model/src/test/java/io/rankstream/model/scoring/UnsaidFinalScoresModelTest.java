package io.rankstream.model.scoring;

import io.rankstream.model.reference.ModelHarness;
import io.rankstream.model.reference.ModelTest;

/**
 * Plays random histories on a scoring that need not say where players stand in closed windows, and
 * closes them when it next looks at a player.
 */
class UnsaidFinalScoresModelTest extends ModelTest {

    @Override
    protected ModelHarness.Factory factory() {
        return (settings, boards) -> new DomainHarness(false, settings, boards);
    }
}
