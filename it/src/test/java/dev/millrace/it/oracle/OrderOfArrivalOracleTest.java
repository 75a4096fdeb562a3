package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Promise one: any order of arrival within the bound of disorder gives the same answers. The engine against itself. */
class OrderOfArrivalOracleTest {

    private static final int ORDERS = 4;

    @Test
    void anyOrderWithinTheBoundGivesTheSameAnswers() {
        Seeds.run(Seeds.cases(150, 1_500), OrderOfArrivalOracleTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 17 + 5);
        ModelKind kind = Seeds.inTurn(seed, ModelKind.values());
        Model model = kind.random(random);
        if (model.isByArrival()) {
            return;
        }
        Folding folding = Seeds.any(random, Folding.values());
        if (folding.isOfSerials()) {
            folding = Folding.LONGS; // positions are not the same in another order
        }
        Keys keys = Seeds.any(random, Keys.values());
        Input.Shape shape = Input.Shape.random(random, false).withDisorder(0);
        Input inOrder = Input.random(random, shape);
        List<Object> first = answers(inOrder, model, folding, keys, seed);
        for (int order = 1; order < ORDERS; order++) {
            List<List<Item>> splits = new ArrayList<>();
            for (List<Item> split : inOrder.splits) {
                splits.add(Input.shuffle(random, split, inOrder.boundMillis));
            }
            // A window that reaches behind its record may meet one that has closed before.
            Input shuffled = new Input(splits, inOrder.boundMillis);
            if (model.isExact(shuffled) && model.isExact(inOrder)) {
                List<Object> others = answers(shuffled, model, folding, keys, seed + 1_000_003L * order);
                Verdict.requireSame(others, first, "answers of '" + model.spec().describe() + "', " + folding);
            }
        }
    }

    private static List<Object> answers(Input input, Model model, Folding folding, Keys keys, long seed) {
        record Answer(Object key, Span span, Object value) {}
        Aggregate<Item, ?, Object> aggregate = OracleRun.plain(folding);
        int workers = 1 + (int) Math.floorMod(seed, 4L);
        OracleRun.Outcome outcome =
                new OracleRun(input, keys, workers, seed).ofOne(model, aggregate, LatePolicy.SIDE_STREAM, w -> w);
        Verdict.require(outcome.late().isEmpty(), () -> "late: " + outcome.late());
        List<Object> answers = new ArrayList<>();
        for (WindowResult<Object, Object> result : outcome.results().get(0)) {
            answers.add(new Answer(result.key(), Verdict.span(result), result.value()));
        }
        return answers;
    }
}
