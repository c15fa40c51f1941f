package io.rankstream.local.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;

/** Writes to the user: lines, or on a terminal a page that is drawn anew. */
final class Terminal implements LocalServers.Progress {

    private static final String CLEAR = "\u001b[2J\u001b[H";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_REST = "\u001b[J";
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final boolean draws;
    private boolean drawn;

    /**
     * @param draws whether the output understands cursor movements
     */
    Terminal(PrintStream out, boolean draws) {
        this.out = out;
        this.draws = draws;
    }

    /** Standard output; the script knows whether that is a terminal, this JVM does not. */
    static Terminal current() {
        String type = System.getenv().getOrDefault("TERM", "dumb");
        return new Terminal(
                System.out, Boolean.getBoolean("rankstream.terminal") && !type.equals("dumb"));
    }

    boolean draws() {
        return draws;
    }

    synchronized void line(String text) {
        out.println(text);
        out.flush();
    }

    @Override
    public <T> Callable<T> step(String name, Callable<T> action) {
        return () -> {
            line("  starting " + name);
            long start = System.nanoTime();
            T result = action.call();
            line(
                    String.format(
                            "  started  %s (%.1f s)",
                            name, (System.nanoTime() - start) / NANOS_PER_SECOND));
            return result;
        };
    }

    /** Shows the lines as one page, over the page shown before. */
    synchronized void page(List<String> lines) {
        if (!draws) {
            lines.forEach(out::println);
            out.flush();
            return;
        }
        StringBuilder page = new StringBuilder(drawn ? HOME : CLEAR);
        for (String text : lines) {
            page.append(text).append(CLEAR_LINE).append('\n');
        }
        out.print(page.append(CLEAR_REST));
        out.flush();
        drawn = true;
    }

    /** A page shown from now on starts below what stands there. */
    synchronized void leavePage() {
        drawn = false;
    }
}
