package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Wrong aggregates, each with one bug that somebody has made somewhere, are caught by the law they break. */
class AggregateLawsTest {

    /** Right: the numbers in order of time, in a list that is changed in place. The wrong ones override one method. */
    private static class Numbers implements Aggregate<Integer, List<Integer>, List<Integer>> {

        private static final long serialVersionUID = 1;

        @Override
        public List<Integer> create() {
            return new ArrayList<>();
        }

        @Override
        public List<Integer> add(List<Integer> numbers, Integer number) {
            numbers.add(number);
            return numbers;
        }

        @Override
        public List<Integer> merge(List<Integer> left, List<Integer> right) {
            left.addAll(right);
            return left;
        }

        @Override
        public List<Integer> result(List<Integer> numbers) {
            return List.copyOf(numbers);
        }

        @Override
        public boolean isOrdered() {
            return true;
        }

        @Override
        public boolean hasEmptyResult() {
            return true;
        }
    }

    /** Right: a sum in a cell, invertible. */
    private static class Sum implements Aggregate<Integer, long[], Long> {

        private static final long serialVersionUID = 1;

        @Override
        public long[] create() {
            return new long[2];
        }

        @Override
        public long[] add(long[] cells, Integer number) {
            cells[0]++;
            cells[1] += number;
            return cells;
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            left[1] += right[1];
            return left;
        }

        @Override
        public boolean isInvertible() {
            return true;
        }

        @Override
        public long[] subtract(long[] left, long[] right) {
            left[0] -= right[0];
            left[1] -= right[1];
            return left;
        }

        @Override
        public Long result(long[] cells) throws Exception {
            return cells[1];
        }
    }

    private static <R> AggregateLaws<Integer, R> laws(Aggregate<Integer, ?, R> aggregate) {
        return AggregateLaws.of(aggregate)
                .records(random -> random.nextInt(100))
                .seed(42);
    }

    private static void assertCaught(Aggregate<Integer, ?, ?> wrong, AggregateLaw... laws) {
        assertThatThrownBy(() -> laws(wrong).check())
                .isInstanceOf(AssertionError.class)
                .satisfies(thrown -> assertThat(laws)
                        .as(thrown.getMessage())
                        .anyMatch(law -> thrown.getMessage().contains("breaks a law of aggregates: " + law)));
    }

    @Test
    void theRightOnesPass() {
        laws(new Numbers()).check();
        laws(new Sum()).check();
    }

    @Test
    void forgettingWhenStoredIsCaught() {
        assertCaught(
                new Sum() {
                    @Override
                    public void writeAccumulator(long[] sum, ValueOutput out) {}

                    @Override
                    public long[] readAccumulator(ValueInput in) {
                        return create();
                    }
                },
                AggregateLaw.STORED);
    }

    @Test
    void sharingOfWhatIsReadIsCaught() {
        long[] shared = new long[2];
        assertCaught(
                new Sum() {
                    @Override
                    public long[] readAccumulator(ValueInput in) {
                        long[] read = super.readAccumulator(in);
                        System.arraycopy(read, 0, shared, 0, read.length);
                        return shared;
                    }
                },
                AggregateLaw.STORED);
    }

    @Test
    void aBlankDescriptionIsCaught() {
        assertCaught(
                new Sum() {
                    @Override
                    public String describe() {
                        return " ";
                    }
                },
                AggregateLaw.DESCRIBED);
    }

    @Test
    void nullIsCaughtWhoeverReturnsIt() {
        assertCaught(
                new Sum() {
                    @Override
                    public long[] merge(long[] left, long[] right) {
                        super.merge(left, right);
                        return null;
                    }
                },
                AggregateLaw.NEVER_NULL);
        assertCaught(
                new Sum() {
                    @Override
                    public Long result(long[] cells) {
                        return cells[1] % 7 == 0 ? null : cells[1];
                    }
                },
                AggregateLaw.NEVER_NULL);
    }

    @Test
    void aSharedEmptyAccumulatorIsCaught() {
        List<Integer> shared = new ArrayList<>();
        assertCaught(
                new Numbers() {
                    @Override
                    public List<Integer> create() {
                        return shared;
                    }
                },
                AggregateLaw.FRESH);
    }

    @Test
    void aPromiseOfAnEmptyResultIsChecked() {
        assertCaught(
                new Sum() {
                    @Override
                    public Long result(long[] cells) {
                        return cells[1] / cells[0] * cells[0];
                    }

                    @Override
                    public boolean hasEmptyResult() {
                        return true;
                    }
                },
                AggregateLaw.EMPTY_RESULT,
                AggregateLaw.NEVER_NULL); // which reads, by chance, an empty accumulator before
    }

    @Test
    void readingThatSortsTheAccumulatorIsCaught() {
        assertCaught(
                new Numbers() {
                    @Override
                    public List<Integer> result(List<Integer> numbers) {
                        List<Integer> read = super.result(numbers);
                        Collections.sort(numbers);
                        return read;
                    }
                },
                AggregateLaw.RESULT_CHANGES_NOTHING);
    }

    @Test
    void readingThatEmptiesTheAccumulatorIsCaught() {
        assertCaught(
                new Sum() {
                    @Override
                    public Long result(long[] cells) {
                        long read = cells[1];
                        cells[1] = 0;
                        return read;
                    }
                },
                AggregateLaw.RESULT_CHANGES_NOTHING);
    }

    @Test
    void aViewAsResultIsCaught() {
        assertCaught(
                new Numbers() {
                    @Override
                    public List<Integer> result(List<Integer> numbers) {
                        return Collections.unmodifiableList(numbers);
                    }
                },
                AggregateLaw.FRESH, // which compares what was read before with what is read after
                AggregateLaw.RESULT_IS_DETACHED);
    }

    @Test
    void mergingThatHandsTheRightSideOnIsCaught() {
        assertCaught(
                new Numbers() {
                    @Override
                    public List<Integer> merge(List<Integer> left, List<Integer> right) {
                        return left.isEmpty() ? right : super.merge(left, right);
                    }
                },
                AggregateLaw.RIGHT_IS_UNCHANGED);
    }

    @Test
    void mergingThatDrainsTheRightSideIsCaught() {
        assertCaught(
                new Sum() {
                    @Override
                    public long[] merge(long[] left, long[] right) {
                        super.merge(left, right);
                        right[1] = 0;
                        return left;
                    }
                },
                AggregateLaw.RIGHT_IS_UNCHANGED);
    }

    @Test
    void mergingThatAddsTheLeftToTheRightIsCaught() {
        assertCaught(
                new Numbers() {
                    @Override
                    public List<Integer> merge(List<Integer> left, List<Integer> right) {
                        right.addAll(0, left);
                        return right;
                    }
                },
                AggregateLaw.RIGHT_IS_UNCHANGED);
    }

    /** Counts in boxes that a shallow copy shares. */
    private static final class SharedBoxes implements Aggregate<Integer, List<int[]>, Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public List<int[]> create() {
            return new ArrayList<>();
        }

        @Override
        public List<int[]> add(List<int[]> boxes, Integer number) {
            if (boxes.isEmpty()) {
                boxes.add(new int[1]);
            }
            boxes.get(0)[0] += number;
            return boxes;
        }

        @Override
        public List<int[]> merge(List<int[]> left, List<int[]> right) {
            if (left.isEmpty()) {
                left.addAll(right);
            } else if (!right.isEmpty()) {
                // A new box, so that merging changes no right side; but the copy above shares one.
                left.set(0, new int[] {left.get(0)[0] + right.get(0)[0]});
            }
            return left;
        }

        @Override
        public Integer result(List<int[]> boxes) {
            return boxes.stream().mapToInt(box -> box[0]).sum();
        }
    }

    @Test
    void aShallowCopyIsCaught() {
        assertCaught(new SharedBoxes(), AggregateLaw.RIGHT_IS_UNCHANGED, AggregateLaw.RIGHT_IS_NOT_SHARED);
    }

    /** Forgets that 0 is not neutral for a product. */
    private static class Product implements Aggregate<Integer, Long, Long> {

        private static final long serialVersionUID = 1;

        @Override
        public Long create() {
            return 0L;
        }

        @Override
        public Long add(Long product, Integer number) {
            return product == 0 ? 2 * number + 1 : product * (2 * number + 1);
        }

        @Override
        public Long merge(Long left, Long right) {
            return left * right;
        }

        @Override
        public Long result(Long product) {
            return product;
        }
    }

    @Test
    void anEmptyAccumulatorThatIsNotNeutralIsCaughtOnEitherSide() {
        assertCaught(new Product(), AggregateLaw.RIGHT_IS_UNCHANGED, AggregateLaw.EMPTY_ON_THE_LEFT);
        assertCaught(
                new Product() {
                    @Override
                    public Long merge(Long left, Long right) {
                        return left == 0 ? right : left * right;
                    }
                },
                AggregateLaw.EMPTY_ON_THE_RIGHT);
    }

    @Test
    void aListThatForgetsToBeOrderedIsCaught() {
        assertCaught(
                new Numbers() {
                    @Override
                    public boolean isOrdered() {
                        return false;
                    }
                },
                AggregateLaw.COMMUTATIVE);
    }

    /** The difference of two sides is neither associative nor commutative, but declared as ordered. */
    @Test
    void aMergeThatIsNotAssociativeIsCaught() {
        assertCaught(
                new Sum() {
                    @Override
                    public long[] merge(long[] left, long[] right) {
                        if (right[0] == 0) {
                            return left;
                        }
                        left[1] = left[0] == 0 ? right[1] : (left[1] + right[1]) / 2;
                        left[0] += right[0];
                        return left;
                    }

                    @Override
                    public boolean isInvertible() {
                        return false;
                    }

                    @Override
                    public long[] subtract(long[] left, long[] right) {
                        throw new UnsupportedOperationException();
                    }
                },
                AggregateLaw.ASSOCIATIVE);
    }

    /** The latest in order of arrival, while merging takes the greater: right one by one, wrong in any other order. */
    @Test
    void anOrderOfArrivalThatMattersIsCaught() {
        assertCaught(
                new Aggregate<Integer, Integer, Integer>() {

                    private static final long serialVersionUID = 1;

                    @Override
                    public Integer create() {
                        return -1;
                    }

                    @Override
                    public Integer add(Integer last, Integer number) {
                        return number;
                    }

                    @Override
                    public Integer merge(Integer left, Integer right) {
                        return Math.max(left, right);
                    }

                    @Override
                    public Integer result(Integer last) {
                        return last;
                    }

                    @Override
                    public String describe() {
                        return "latest";
                    }
                },
                AggregateLaw.ANY_ORDER);
    }

    @Test
    void aMergeThatCountsBothSidesAsOneRecordIsCaught() {
        assertCaught(
                new Numbers() {
                    @Override
                    public List<Integer> result(List<Integer> numbers) {
                        return List.of(numbers.size());
                    }

                    @Override
                    public List<Integer> merge(List<Integer> left, List<Integer> right) {
                        // Wrong as soon as both sides have more than one.
                        return left.size() + right.size() > 3 ? left : super.merge(left, right);
                    }
                },
                AggregateLaw.EMPTY_ON_THE_LEFT,
                AggregateLaw.RIGHT_IS_UNCHANGED,
                AggregateLaw.ASSOCIATIVE,
                AggregateLaw.SINGLETONS);
    }

    /** Keeps only the first half of what it was added, which no merge of more can know. */
    @Test
    void aRecordThatIsLostWhenManyAreAddedIsCaught() {
        assertCaught(
                new Numbers() {
                    @Override
                    public List<Integer> add(List<Integer> numbers, Integer number) {
                        return numbers.size() < 4 ? super.add(numbers, number) : numbers;
                    }
                },
                AggregateLaw.RESULT_CHANGES_NOTHING,
                AggregateLaw.SINGLETONS);
    }

    @Test
    void aSubtractionThatKeepsSomethingIsCaught() {
        assertCaught(
                new Sum() {
                    @Override
                    public long[] subtract(long[] left, long[] right) {
                        left[1] -= Math.min(right[1], 50);
                        return left;
                    }
                },
                AggregateLaw.SUBTRACT);
    }

    @Test
    void aSubtractionThatWorksInSecretIsCaught() {
        assertCaught(
                new Sum() {
                    @Override
                    public boolean isInvertible() {
                        return false;
                    }
                },
                AggregateLaw.SUBTRACT_IS_REFUSED);
    }

    @Test
    void whatIsThrownIsReportedWithItsCause() {
        Sum wrong = new Sum() {
            @Override
            public long[] add(long[] cells, Integer number) {
                if (number == 13) {
                    throw new IllegalStateException("unlucky");
                }
                return super.add(cells, number);
            }
        };
        assertThatThrownBy(() -> laws(wrong).check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("thrown: java.lang.IllegalStateException: unlucky")
                .hasMessageContaining("records (1 of ")
                .hasMessageContaining("  13 at time")
                .hasRootCauseMessage("unlucky");
    }

    @Test
    void aFailureIsShrunkAndRepeatedByItsSeed() {
        Sum wrong = new Sum() {
            @Override
            public long[] merge(long[] left, long[] right) {
                super.merge(left, right);
                left[1] -= left[0] > 2 ? 1 : 0;
                return left;
            }
        };
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> laws(wrong).check())
                    .hasMessageContaining("records (3 of 16)")
                    .hasMessageContaining("seed 42, trial 0")
                    .satisfies(thrown -> messages.add(thrown.getMessage()));
        }
        assertThat(messages.get(0)).isEqualTo(messages.get(1));
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> AggregateLaws.of(new Sum()).check()).hasMessageContaining("records(random -> ...)");
        assertThatThrownBy(() -> laws(new Sum()).trials(0)).hasMessageContaining("trials must be at least 1, got 0");
        assertThatThrownBy(() -> laws(new Sum()).tolerance(-1)).hasMessageContaining("got -1.0");
    }

    record Pair(double a, Optional<List<Double>> b) {}

    @Test
    void doublesAreEqualWithinTheToleranceWhereverTheyAre() {
        ResultEquality near = new ResultEquality(1e-9);
        double x = 1000;
        double y = Math.nextUp(x);
        assertThat(near.test(x, y)).isTrue();
        assertThat(near.test(x, x + 1e-5)).isFalse();
        assertThat(near.test(1e-12, 2e-12)).isTrue();
        assertThat(near.test(Double.NaN, Double.NaN)).isTrue();
        assertThat(near.test(Double.NaN, x)).isFalse();
        assertThat(near.test(Double.POSITIVE_INFINITY, x)).isFalse();
        assertThat(near.test(new Pair(x, Optional.of(List.of(y))), new Pair(y, Optional.of(List.of(x)))))
                .isTrue();
        assertThat(near.test(new Pair(x, Optional.of(List.of(y))), new Pair(y, Optional.empty())))
                .isFalse();
        assertThat(near.test(Map.of("k", x), Map.of("k", y))).isTrue();
        assertThat(near.test(Map.of("k", x), Map.of("l", x))).isFalse();
        assertThat(near.test(new double[] {x}, new double[] {y})).isTrue();
        assertThat(near.test(List.of(x), List.of(y, y))).isFalse();
        assertThat(new ResultEquality(0).test(x, y)).isFalse();
    }

    /** A sum of doubles depends on its order in the last bits, and a tolerance forgives just that. */
    @Test
    void aToleranceForgivesRoundingOnly() {
        AggregateLaws<Double, Double> laws = AggregateLaws.of(
                        dev.millrace.api.aggregate.Aggregates.sumDouble(Double::doubleValue))
                .records(random -> random.nextDouble());
        assertThatThrownBy(laws::check).isInstanceOf(AssertionError.class);
        assertThatCode(laws.tolerance(1e-12)::check).doesNotThrowAnyException();
    }
}
