package io.rankstream.model.standings;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.board.SortOrder;
import io.rankstream.model.board.TiePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StandingsTest {

    @Test
    void ranksTheHighestFirst_andEqualScoresInTheOrderOfTheMembersTurnedRound() {
        assertThat(ranked(SortOrder.DESC, TiePolicy.MEMBER, 3))
                .containsExactly("1 eve 9", "2 dan 7", "3 bob 7");
    }

    @Test
    void ranksTheLowestFirst_andEqualScoresInTheOrderOfTheMembers() {
        assertThat(ranked(SortOrder.ASC, TiePolicy.MEMBER, 3))
                .containsExactly("1 ada 1", "2 bob 7", "3 dan 7");
    }

    @Test
    void sharesARank_withEverybodyWhoHasIt() {
        assertThat(ranked(SortOrder.DESC, TiePolicy.SHARED, 2))
                .containsExactly("1 eve 9", "2 dan 7", "2 bob 7");
        assertThat(ranked(SortOrder.DESC, TiePolicy.SHARED, 4))
                .containsExactly("1 eve 9", "2 dan 7", "2 bob 7", "4 ada 1");
    }

    @Test
    void ordersMembersByTheirBytes() {
        List<RankedMember> members =
                List.of(
                        new RankedMember("\uffee", 1),
                        new RankedMember("\ud83d\ude00", 1),
                        new RankedMember("z", 1));

        assertThat(
                        Standings.of(members, SortOrder.ASC, TiePolicy.MEMBER, 3).list().stream()
                                .map(Standings.Standing::member))
                .containsExactly("z", "\uffee", "\ud83d\ude00");
    }

    @Test
    void cutsWhatFarTooManyShare_andSaysSo() {
        List<RankedMember> members = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            members.add(new RankedMember("m" + i, 1));
        }

        Standings cut = Standings.of(members, SortOrder.DESC, TiePolicy.SHARED, 2);
        assertThat(cut.list()).hasSize(20).allMatch(standing -> standing.rank() == 1);
        assertThat(cut.isCut()).isTrue();
        assertThat(Standings.of(members, SortOrder.DESC, TiePolicy.SHARED, 3).isCut()).isFalse();
        assertThat(Standings.of(members, SortOrder.DESC, TiePolicy.MEMBER, 2).list()).hasSize(2);
    }

    /** Shards are picked from, changed and picked from again only if their cutoff says so. */
    @Test
    void agreesWithBruteForce_whateverIsCorrected() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            SortOrder order = random.nextBoolean() ? SortOrder.ASC : SortOrder.DESC;
            TiePolicy ties = random.nextBoolean() ? TiePolicy.SHARED : TiePolicy.MEMBER;
            int top = 1 + random.nextInt(6);
            int scores = 1 + random.nextInt(40);
            ShardedWindow window = new ShardedWindow(order, top, 4);
            for (int change = 0; change < 120; change++) {
                String member = "m" + random.nextInt(60);
                if (random.nextInt(4) == 0) {
                    window.remove(member);
                } else {
                    window.put(member, random.nextInt(scores) - scores / 2);
                }
                if (change % 10 == 9) {
                    assertThat(texts(Standings.of(window.best(), order, ties, top)))
                            .isEqualTo(bruteForce(window.all(), order, ties, top));
                }
            }
        }
    }

    private static List<String> bruteForce(
            List<RankedMember> all, SortOrder order, TiePolicy ties, int top) {
        List<String> expected = new ArrayList<>();
        List<RankedMember> sorted = new ArrayList<>(all);
        sorted.sort(
                (a, b) -> {
                    int ascending =
                            a.value() == b.value()
                                    ? a.member().compareTo(b.member())
                                    : Long.compare(a.value(), b.value());
                    return order == SortOrder.ASC ? ascending : -ascending;
                });
        for (int i = 0; i < sorted.size(); i++) {
            RankedMember member = sorted.get(i);
            long better =
                    all.stream()
                            .filter(
                                    other ->
                                            order == SortOrder.ASC
                                                    ? other.value() < member.value()
                                                    : other.value() > member.value())
                            .count();
            long rank = ties == TiePolicy.SHARED ? better + 1 : i + 1;
            if (rank <= top && expected.size() < top * BestMembers.MOST_SHARED) {
                expected.add(rank + " " + member.member() + " " + member.value());
            }
        }
        return expected;
    }

    private static List<String> ranked(SortOrder order, TiePolicy ties, int top) {
        List<RankedMember> members =
                List.of(
                        new RankedMember("bob", 7),
                        new RankedMember("ada", 1),
                        new RankedMember("eve", 9),
                        new RankedMember("dan", 7));
        return texts(Standings.of(members, order, ties, top));
    }

    private static List<String> texts(Standings standings) {
        return standings.list().stream()
                .map(each -> each.rank() + " " + each.member() + " " + each.value())
                .toList();
    }
}
