package io.rankstream.model.scoring;

import io.rankstream.model.reference.ModelHarness;
import io.rankstream.model.reference.ModelTest;

/** Plays random histories on the scoring, which says where players stand in closed windows. */
class DomainModelTest extends ModelTest {

    @Override
    protected ModelHarness.Factory factory() {
        return (settings, boards) -> new DomainHarness(true, settings, boards);
    }
}
