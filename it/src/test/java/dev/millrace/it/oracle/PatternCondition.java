package dev.millrace.it.oracle;

import dev.millrace.api.pattern.StepRecords;
import java.util.List;
import java.util.Random;

/**
 * A condition of a random pattern, as data. Some look back at what a step has taken.
 *
 * @param kind what is asked
 * @param symbol a small number
 * @param step whose records are looked at
 */
record PatternCondition(Kind kind, int symbol, String step) {

    static final int SYMBOLS = 3;

    enum Kind {
        IS,
        IS_NOT,
        ANY,
        GREATER_THAN_LAST,
        GREATER_THAN_FIRST,
        FEWER_TAKEN_THAN_SYMBOL
    }

    /** What was taken so far, seen by the model. */
    interface Before {
        List<Item> of(String step);
    }

    static PatternCondition random(Random random, List<String> steps, boolean canLookBack) {
        Kind kind = switch (random.nextInt(canLookBack ? 20 : 10)) {
            case 10, 11, 12, 13, 14 -> Kind.GREATER_THAN_LAST;
            case 15, 16 -> Kind.GREATER_THAN_FIRST;
            case 17, 18, 19 -> Kind.FEWER_TAKEN_THAN_SYMBOL;
            case 0, 1 -> Kind.IS_NOT;
            case 2 -> Kind.ANY;
            default -> Kind.IS;
        };
        return new PatternCondition(kind, random.nextInt(SYMBOLS), steps.get(random.nextInt(steps.size())));
    }

    static int symbol(Item item) {
        return Math.floorMod(item.number(), SYMBOLS);
    }

    boolean looksBack() {
        return kind == Kind.GREATER_THAN_LAST
                || kind == Kind.GREATER_THAN_FIRST
                || kind == Kind.FEWER_TAKEN_THAN_SYMBOL;
    }

    boolean holds(Item item, Before before) {
        return switch (kind) {
            case IS -> symbol(item) == symbol;
            case IS_NOT -> symbol(item) != symbol;
            case ANY -> true;
            case GREATER_THAN_LAST -> {
                List<Item> taken = before.of(step);
                yield taken.isEmpty()
                        || item.number() > taken.get(taken.size() - 1).number();
            }
            case GREATER_THAN_FIRST -> {
                List<Item> taken = before.of(step);
                yield taken.isEmpty() || item.number() > taken.get(0).number();
            }
            case FEWER_TAKEN_THAN_SYMBOL -> before.of(step).size() < symbol;
        };
    }

    /** The same for the engine, in the words of the API. */
    boolean test(Item item, StepRecords<Item> soFar) {
        boolean isEmpty = soFar.get(step).isEmpty();
        return switch (kind) {
            case GREATER_THAN_LAST ->
                isEmpty || item.number() > soFar.last(step).number();
            case GREATER_THAN_FIRST ->
                isEmpty || item.number() > soFar.first(step).number();
            default -> holds(item, soFar::get);
        };
    }
}
