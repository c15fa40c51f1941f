package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The arithmetic of docs/cost.md. */
class CostPageTest {

    private static final Path PAGE = Path.of("..", "docs", "cost.md");
    private static final String HEADER = "| Item | Quantity | Price | A month |";

    @Test
    void addsUp() throws IOException {
        int tables = 0;
        double sum = 0;
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.equals(HEADER)) {
                tables++;
                sum = 0;
                inTable = true;
            } else if (inTable && line.startsWith("| **Total**")) {
                assertThat(number(cells(line).get(4))).as(line).isCloseTo(sum, within(0.01));
                inTable = false;
            } else if (inTable && line.startsWith("| ")) {
                List<String> cells = cells(line);
                double month = number(cells.get(4));
                double product = number(cells.get(2)) * number(cells.get(3));
                assertThat(month).as(line).isCloseTo(product, rounding(product));
                sum += month;
            }
        }
        assertThat(inTable).as("the last table has a total").isFalse();
        assertThat(tables).isEqualTo(5);
    }

    /** Quantities and prices have six digits. */
    private static Offset<Double> rounding(double product) {
        return within(0.01 + product * 2e-5);
    }

    private static List<String> cells(String line) {
        return List.of(line.split("\\|", -1));
    }

    private static double number(String cell) {
        return Double.parseDouble(cell.replace("*", "").replace(",", "").strip());
    }
}
