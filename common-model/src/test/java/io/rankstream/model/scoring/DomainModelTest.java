package io.rankstream.model.scoring;

import io.rankstream.model.reference.ModelHarness;
import io.rankstream.model.reference.ModelTest;

/** Plays random histories on the scoring. */
class DomainModelTest extends ModelTest {

    @Override
    protected ModelHarness.Factory factory() {
        return DomainHarness::new;
    }
}
