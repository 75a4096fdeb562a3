package dev.millrace.sketches;

import static dev.millrace.sketches.Sketches.distinct;
import static dev.millrace.sketches.Sketches.frequentItems;
import static dev.millrace.sketches.Sketches.quantiles;

import dev.millrace.testkit.AggregateLaws;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The laws hold exactly where a sketch is exact, and beyond that as far as its bounds say. */
class SketchLawsTest {

    @Test
    void distinctKeepsTheLawsExactlyWhateverItsSize() {
        for (int lgK : new int[] {4, 8, 12}) {
            AggregateLaws.of(distinct((String s) -> s, lgK))
                    .records(random -> "s" + random.nextInt(1000))
                    .recordsMax(400)
                    .trials(30)
                    .check();
        }
        AggregateLaws.of(distinct((Long n) -> n, 4))
                .records(RandomGenerator::nextLong)
                .recordsMax(12)
                .check();
    }

    @Test
    void quantilesKeepTheLawsExactlyUpToK() {
        AggregateLaws.of(quantiles(100, (Double d) -> d, 0, 0.1, 0.5, 1))
                .records(random -> random.nextInt(10) == 0 ? Double.NaN : random.nextInt(20))
                .recordsMax(100)
                .trials(100)
                .check();
    }

    /** Of records with ranks near their values; two estimates differ by no more than their errors, with room to spare. */
    @Test
    void quantilesOfMoreKeepTheLawsWithinTheirError() {
        AggregateLaws.of(quantiles(200, (Double d) -> d, 0.5))
                .records(RandomGenerator::nextDouble)
                .recordsMax(2000)
                .trials(20)
                .equality((a, b) -> a.count() == b.count()
                        && a.min() == b.min()
                        && a.max() == b.max()
                        // Few records have gaps between them: a rank more or less is one of those.
                        && Math.abs(a.value(0.5) - b.value(0.5))
                                <= 5 * a.rankError() * (a.max() - a.min()) + (a.rankError() == 0 ? 0 : 0.05))
                .check();
    }

    @Test
    void frequentItemsKeepTheLawsExactlyWhileAllFit() {
        AggregateLaws.of(frequentItems((Long n) -> n, 32))
                .records(random -> (long) random.nextInt(20))
                .recordsMax(100)
                .check();
    }

    /** Beyond, counts differ within their bounds, and which items are there differs where they are rare. */
    @Test
    void frequentItemsOfMoreKeepTheLawsWithinTheirBounds() {
        AggregateLaws.of(frequentItems((Long n) -> n, 16))
                .records(random -> (long) Math.exp(random.nextDouble() * 6))
                .recordsMax(300)
                .trials(100)
                .equality((a, b) -> a.count() == b.count()
                        && a.items().stream()
                                .allMatch(item -> b.items().stream()
                                        .filter(other -> other.item().equals(item.item()))
                                        .findFirst()
                                        .map(other -> item.lowerBound() <= other.upperBound()
                                                && other.lowerBound() <= item.upperBound())
                                        .orElse(item.lowerBound() <= b.errorMax())))
                .check();
    }
}
