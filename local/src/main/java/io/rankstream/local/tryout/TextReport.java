package io.rankstream.local.tryout;

import io.rankstream.local.tryout.RankedBoard.Standing;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardMode;
import io.rankstream.model.field.FieldSchema;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows people what came of a trial. */
final class TextReport {

    private static final int SHORTEST_COLUMN = 6;

    private final PrintWriter out;
    private final int top;

    /**
     * @param top how many of each board are shown at most
     */
    TextReport(PrintWriter out, int top) {
        this.out = out;
        this.top = top;
    }

    void print(Trial.Outcome outcome) {
        out.println(
                "fields: "
                        + named(outcome.fields())
                        + (outcome.inferred() ? " (inferred)" : " (declared)"));
        if (outcome.columns() != null) {
            out.println("player columns: " + named(outcome.columns()) + " (inferred)");
        }
        outcome.notes().forEach(note -> out.println("note: " + note));
        if (!outcome.refused().isEmpty()) {
            refused(outcome.refused());
        } else {
            counts(outcome.counts());
            outcome.boards().forEach(this::board);
            outcome.empty().forEach(this::empty);
        }
        rejected(outcome.rejected());
        out.flush();
    }

    private static String named(FieldSchema schema) {
        return schema.size() == 0 ? "none" : schema.toString().replace(",", ", ");
    }

    private void refused(List<Definitions.Refused> refused) {
        out.println();
        out.println("definitions refused, nothing was scored:");
        for (Definitions.Refused each : refused) {
            out.println(
                    "  "
                            + each.file()
                            + (each.board() == null ? "" : ", " + each.board())
                            + ": "
                            + blamed(each.field(), each.value())
                            + each.rule());
        }
    }

    private static String blamed(String field, String value) {
        if (field == null) {
            return value == null ? "" : "'" + value + "': ";
        }
        return field + (value == null ? ": " : " '" + value + "': ");
    }

    private void counts(Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            out.println(
                    "counted: "
                            + counts.entrySet().stream()
                                    .map(count -> count.getKey() + " " + count.getValue())
                                    .collect(Collectors.joining(", ")));
        }
    }

    private void board(RankedBoard board) {
        out.println();
        out.println(board.address());
        List<Standing> shown =
                board.standings().subList(0, Math.min(top, board.standings().size()));
        int member = SHORTEST_COLUMN;
        int score = SHORTEST_COLUMN;
        for (Standing standing : shown) {
            member = Math.max(member, standing.member().length());
            score = Math.max(score, standing.score().toPlainString().length());
        }
        String format = "  %4s  %-" + member + "s  %" + score + "s%n";
        out.printf(format, "rank", "member", "score");
        for (Standing standing : shown) {
            out.printf(
                    format, standing.rank(), standing.member(), standing.score().toPlainString());
        }
        int others = board.standings().size() - shown.size();
        if (others > 0) {
            out.println("        and " + others + " more");
        }
    }

    private void empty(BoardDefinition definition) {
        out.println();
        out.println(
                definition.board()
                        + " version "
                        + definition.version()
                        + (definition.mode() == BoardMode.PAUSED
                                ? ": paused, so nothing is published"
                                : ": nobody stands on it"));
    }

    private void rejected(List<Rejected> rejected) {
        if (rejected.isEmpty()) {
            return;
        }
        out.println();
        out.println("rejected:");
        for (Rejected each : rejected) {
            out.println(
                    "  "
                            + each.file()
                            + ":"
                            + each.line()
                            + (each.element() == 0 ? "" : " element " + each.element())
                            + (each.board() == null ? "" : " on " + each.board())
                            + (each.window() == null ? "" : " " + each.window())
                            + ": "
                            + each.reason()
                            + ": "
                            + blamed(each.field(), each.value())
                            + each.rule());
        }
    }
}
