package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Pattern;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.restart.Restarts;
import dev.millrace.engine.restart.Steps;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for a pattern goes on after a restart as if there had been none, whatever the number of tasks. */
class PatternRestartTest {

    private static final int SEEDS = 150;
    private static final int KINDS = 3;

    /** Scrambles the number of a record. */
    private static int kind(Object record) {
        String text = record.toString();
        int number = Integer.parseInt(text.substring(text.lastIndexOf('/') + 1));
        return (number * 0x9E3779B9 >>> 16) % KINDS;
    }

    private static Pattern<Object> pattern(Random random, String afterMatch) {
        Pattern<Object> pattern = quantified(Pattern.begin("a", record -> kind(record) == 0), random);
        int wanted = random.nextInt(KINDS);
        boolean hasAbsence = random.nextInt(3) == 0;
        if (hasAbsence) {
            pattern = pattern.notFollowedBy("no", record -> kind(record) == 2 - wanted);
        }
        pattern = switch (hasAbsence ? 1 + random.nextInt(2) : random.nextInt(3)) {
            case 0 -> pattern.next("b", record -> kind(record) == wanted);
            case 1 -> pattern.followedBy("b", record -> kind(record) == wanted);
            default ->
                pattern.followedByAny(
                        "b",
                        (record, soFar) ->
                                kind(record) == (wanted + soFar.get("a").size()) % KINDS);
        };
        pattern = quantified(pattern, random);
        pattern = random.nextBoolean()
                ? pattern.followedBy("c", record -> kind(record) == 1)
                : pattern.notFollowedBy("c", record -> kind(record) == 1);
        pattern = pattern.within(Duration.ofMillis(10 + random.nextInt(60)));
        return switch (afterMatch) {
            case "past last" -> pattern.skipPastLast();
            case "to next" -> pattern.skipToNext();
            case "to first" -> pattern.skipToFirst("b");
            default -> pattern.skipToLast("b");
        };
    }

    private static Pattern<Object> quantified(Pattern<Object> pattern, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> pattern.oneOrMore();
            case 1 -> pattern.times(1, 3).reluctant();
            case 2 -> pattern.oneOrMore().consecutive();
            default -> pattern;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"past last", "to next", "to first", "to last"})
    void aSearchGoesOnWhereItStood(String afterMatch) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Pattern<Object> pattern = pattern(random, afterMatch).partialMatchesMax(1_000_000);
            Steps steps = new Steps(1, 10, random, Steps::texts);
            KeyKind keyKind = steps.areKeysObjects() ? KeyKind.OBJECT : KeyKind.LONG;
            try {
                Restarts.check(
                        steps.make(60),
                        task -> new PatternOperator(pattern, keyKind, true, true, Failures.fatal(), 8),
                        true,
                        random);
            } catch (Throwable thrown) {
                throw new AssertionError(pattern.describe() + ", seed " + seed, thrown);
            }
        }
    }
}
