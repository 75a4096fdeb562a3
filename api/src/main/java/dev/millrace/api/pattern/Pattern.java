package dev.millrace.api.pattern;

import dev.millrace.api.function.ThrowingPredicate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a key, in which order, are a match. Immutable: each method returns a new pattern, and those after a step say
 * more about that step.
 *
 * <pre>{@code
 * Pattern<Login> attack = Pattern.<Login>begin("failures", login -> !login.ok()).times(3)
 *         .followedBy("success", (login, soFar) -> login.ok()
 *                 && login.ip().equals(soFar.last("failures").ip()))
 *         .within(Duration.ofMinutes(10));
 * }</pre>
 *
 * <p><b>Which matches there are.</b> The records of a key are in the order of (event time, split, position). From a start record
 * the pattern is tried with all its alternatives, in this order of preference: a greedy step rather takes another record than
 * lets the next step have its turn, and an optional greedy step rather takes one than is left out; a reluctant step the other way
 * round; {@code followedByAny} rather takes an earlier record than a later one. The first alternative that matches is
 * <em>the</em> match of that start; there is at most one. A start without a match is followed by the next record as a start; after
 * a match {@link #skipPastLast}, {@link #skipToNext}, {@link #skipToFirst} or {@link #skipToLast} say where the search goes on.
 * For patterns of {@link #next} and {@link #consecutive} steps alone this is what {@code MATCH_RECOGNIZE} of SQL:2016 says.
 *
 * @param <T> type of the records
 */
public final class Pattern<T> {

    /** The most steps that a pattern may have. */
    public static final int STEPS_MAX = 100;

    /** How many partial matches a key may have at once, unless {@link #partialMatchesMax} says otherwise. */
    public static final int DEFAULT_PARTIAL_MATCHES_MAX = 10_000;

    private static final Duration WITHIN_MIN = Duration.ofMillis(1);

    /** As of windows: 1,000 years of 365 days. */
    private static final Duration WITHIN_MAX = Duration.ofDays(365_000);

    private final List<Step<T>> steps;
    private final AfterMatch afterMatch;
    private final @Nullable Duration within;
    private final boolean isUnbounded;
    private final int partialMatchesMax;

    private Pattern(
            List<Step<T>> steps,
            AfterMatch afterMatch,
            @Nullable Duration within,
            boolean isUnbounded,
            int partialMatchesMax) {
        this.steps = List.copyOf(steps);
        this.afterMatch = afterMatch;
        this.within = within;
        this.isUnbounded = isUnbounded;
        this.partialMatchesMax = partialMatchesMax;
    }

    /**
     * Starts a pattern with its first step.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record
     * @param <T> type of the records
     * @return a pattern of one step
     */
    public static <T> Pattern<T> begin(String name, ThrowingPredicate<? super T> condition) {
        return Pattern.<T>empty().step(name, Contiguity.FOLLOWED_BY, condition);
    }

    /**
     * Starts a pattern with its first step, whose condition sees the records that the same step has taken before.
     *
     * @param name of the step, unique in the pattern
     * @param condition on each record
     * @param <T> type of the records
     * @return a pattern of one step
     */
    public static <T> Pattern<T> begin(String name, StepCondition<T> condition) {
        return Pattern.<T>empty().step(name, Contiguity.FOLLOWED_BY, condition, true);
    }

    private static <T> Pattern<T> empty() {
        AfterMatch pastLast = new AfterMatch(AfterMatch.Target.PAST_LAST, null);
        return new Pattern<>(List.of(), pastLast, null, false, DEFAULT_PARTIAL_MATCHES_MAX);
    }

    /**
     * Then the next record of the key matches; if it does not, there is no match.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record
     * @return a pattern with one more step
     */
    public Pattern<T> next(String name, ThrowingPredicate<? super T> condition) {
        return step(name, Contiguity.NEXT, condition);
    }

    /**
     * As {@link #next(String, ThrowingPredicate)}, with a condition that sees what was taken before.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record
     * @return a pattern with one more step
     */
    public Pattern<T> next(String name, StepCondition<T> condition) {
        return step(name, Contiguity.NEXT, condition, true);
    }

    /**
     * Then comes a record that matches: the first one that does; those before are skipped.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record
     * @return a pattern with one more step
     */
    public Pattern<T> followedBy(String name, ThrowingPredicate<? super T> condition) {
        return step(name, Contiguity.FOLLOWED_BY, condition);
    }

    /**
     * As {@link #followedBy(String, ThrowingPredicate)}, with a condition that sees what was taken before.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record
     * @return a pattern with one more step
     */
    public Pattern<T> followedBy(String name, StepCondition<T> condition) {
        return step(name, Contiguity.FOLLOWED_BY, condition, true);
    }

    /**
     * Then comes a record that matches: the first one with which the rest of the pattern matches, too. Each record that matches
     * adds an alternative, so this costs more than {@code followedBy}; several of them in one pattern multiply.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record
     * @return a pattern with one more step
     */
    public Pattern<T> followedByAny(String name, ThrowingPredicate<? super T> condition) {
        return step(name, Contiguity.FOLLOWED_BY_ANY, condition);
    }

    /**
     * As {@link #followedByAny(String, ThrowingPredicate)}, with a condition that sees what was taken before.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record
     * @return a pattern with one more step
     */
    public Pattern<T> followedByAny(String name, StepCondition<T> condition) {
        return step(name, Contiguity.FOLLOWED_BY_ANY, condition, true);
    }

    /**
     * Then the next record of the key does not match. At the end of a pattern it needs {@link #within}: a match then has no
     * such record next, or none at all in time.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record that must not be next
     * @return a pattern with one more step, which takes no record
     */
    public Pattern<T> notNext(String name, ThrowingPredicate<? super T> condition) {
        return step(name, Contiguity.NOT_NEXT, condition);
    }

    /**
     * As {@link #notNext(String, ThrowingPredicate)}, with a condition that sees what was taken before.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the record that must not be next
     * @return a pattern with one more step, which takes no record
     */
    public Pattern<T> notNext(String name, StepCondition<T> condition) {
        return step(name, Contiguity.NOT_NEXT, condition, true);
    }

    /**
     * Then no record matches, before the next one that is taken; at the end of a pattern, before the time of {@link #within} is
     * over, which it needs there. The record that is taken next may match both; it is not between.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the records that must not come
     * @return a pattern with one more step, which takes no record
     */
    public Pattern<T> notFollowedBy(String name, ThrowingPredicate<? super T> condition) {
        return step(name, Contiguity.NOT_FOLLOWED_BY, condition);
    }

    /**
     * As {@link #notFollowedBy(String, ThrowingPredicate)}, with a condition that sees what was taken before.
     *
     * @param name of the step, unique in the pattern
     * @param condition on the records that must not come
     * @return a pattern with one more step, which takes no record
     */
    public Pattern<T> notFollowedBy(String name, StepCondition<T> condition) {
        return step(name, Contiguity.NOT_FOLLOWED_BY, condition, true);
    }

    private Pattern<T> step(String name, Contiguity contiguity, ThrowingPredicate<? super T> condition) {
        return step(name, contiguity, (record, soFar) -> condition.test(record), false);
    }

    private Pattern<T> step(String name, Contiguity contiguity, StepCondition<T> condition, boolean seesSoFar) {
        Step<T> added = new Step<>(name, contiguity, condition, seesSoFar, 1, 1, false, false, false);
        PatternRules.requireFits(steps, added);
        List<Step<T>> more = new ArrayList<>(steps);
        more.add(added);
        return withSteps(more);
    }

    private Pattern<T> withSteps(List<Step<T>> newSteps) {
        return new Pattern<>(newSteps, afterMatch, within, isUnbounded, partialMatchesMax);
    }

    private Pattern<T> changeLast(UnaryOperator<Step<T>> change) {
        List<Step<T>> changed = new ArrayList<>(steps);
        changed.set(changed.size() - 1, change.apply(last()));
        return withSteps(changed);
    }

    private Step<T> last() {
        return steps.get(steps.size() - 1);
    }

    /**
     * The last step takes a number of records. Those between that do not match are skipped, unless it is {@link #consecutive}.
     *
     * @param count how many, at least one
     * @return the changed pattern
     */
    public Pattern<T> times(int count) {
        return times(count, count);
    }

    /**
     * The last step takes a number of records between two bounds.
     *
     * @param min at least one; see {@link #optional}
     * @param max not less than that
     * @return the changed pattern
     */
    public Pattern<T> times(int min, int max) {
        PatternRules.requireNoQuantifier(last());
        return changeLast(step -> step.withTimes(min, max));
    }

    /**
     * The last step takes one record or more.
     *
     * @return the changed pattern
     */
    public Pattern<T> oneOrMore() {
        return times(1, Step.UNLIMITED);
    }

    /**
     * The last step takes a number of records or more.
     *
     * @param min at least one
     * @return the changed pattern
     */
    public Pattern<T> timesOrMore(int min) {
        return times(min, Step.UNLIMITED);
    }

    /**
     * The last step may be left out. With a quantifier it takes no record, or as many as that says.
     *
     * @return the changed pattern
     */
    public Pattern<T> optional() {
        PatternRules.requireTakes(last(), "optional");
        return changeLast(Step::asOptional);
    }

    /**
     * The last step takes as many records as possible, which it does unless told otherwise.
     *
     * @return the changed pattern
     */
    public Pattern<T> greedy() {
        PatternRules.requireChoice(last(), "greedy");
        return changeLast(step -> step.asReluctant(false));
    }

    /**
     * The last step takes as few records as possible: it prefers to let the next step have its turn. Said after the quantifier
     * or {@code optional}.
     *
     * @return the changed pattern
     */
    public Pattern<T> reluctant() {
        PatternRules.requireChoice(last(), "reluctant");
        return changeLast(step -> step.asReluctant(true));
    }

    /**
     * The records of the last step follow each other directly, as in SQL. Said after the quantifier.
     *
     * @return the changed pattern
     */
    public Pattern<T> consecutive() {
        PatternRules.requireLoop(last());
        return changeLast(Step::asConsecutive);
    }

    /**
     * All records of a match, from the first to the last, lie in {@code [start, start + duration)}, where start is the time of
     * the first. When the watermark reaches the end of that, partial matches of this start have run out of time.
     *
     * @param duration whole milliseconds, between one and {@code PT8760000H}
     * @return the changed pattern
     */
    public Pattern<T> within(Duration duration) {
        boolean isInRange = duration.compareTo(WITHIN_MIN) >= 0 && duration.compareTo(WITHIN_MAX) <= 0;
        if (!isInRange || duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("the time within which a pattern must match has to be whole milliseconds"
                    + " between " + WITHIN_MIN + " and " + WITHIN_MAX + ", got " + duration);
        }
        PatternRules.requireOneBound(isUnbounded);
        return new Pattern<>(steps, afterMatch, duration, false, partialMatchesMax);
    }

    /**
     * Partial matches may wait for ever, and with them their records: state grows with the keys and records of the stream. Said in
     * place of {@link #within}.
     *
     * @return the changed pattern
     */
    public Pattern<T> unbounded() {
        PatternRules.requireOneBound(within != null);
        return new Pattern<>(steps, afterMatch, null, true, partialMatchesMax);
    }

    /**
     * After a match the search goes on behind its last record, so that no record is in two matches. So it is unless told
     * otherwise. A match comes out when those that start before it are decided.
     *
     * @return the changed pattern
     */
    public Pattern<T> skipPastLast() {
        return after(AfterMatch.Target.PAST_LAST, null);
    }

    /**
     * After a match the search goes on with the record behind its first one: every record may start a match, whatever became of
     * others. A match comes out as soon as it is certain itself.
     *
     * @return the changed pattern
     */
    public Pattern<T> skipToNext() {
        return after(AfterMatch.Target.NEXT, null);
    }

    /**
     * After a match the search goes on with the first record that a step has taken, which is the first one of the next match if it
     * starts one. If the step has taken none, or that is where this match has started, it goes on with the record behind the
     * start.
     *
     * @param step name of a step that takes records
     * @return the changed pattern
     */
    public Pattern<T> skipToFirst(String step) {
        return after(AfterMatch.Target.FIRST, step);
    }

    /**
     * After a match the search goes on with the last record that a step has taken. If the step has taken none, or that is where
     * this match has started, it goes on with the record behind the start.
     *
     * @param step name of a step that takes records
     * @return the changed pattern
     */
    public Pattern<T> skipToLast(String step) {
        return after(AfterMatch.Target.LAST, step);
    }

    private Pattern<T> after(AfterMatch.Target target, @Nullable String step) {
        return new Pattern<>(steps, new AfterMatch(target, step), within, isUnbounded, partialMatchesMax);
    }

    /**
     * Bounds the partial matches that a key may have at once; one more fails the job.
     *
     * @param max at least one; {@link #DEFAULT_PARTIAL_MATCHES_MAX} unless set
     * @return the changed pattern
     */
    public Pattern<T> partialMatchesMax(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("a pattern needs room for at least one partial match, got " + max);
        }
        return new Pattern<>(steps, afterMatch, within, isUnbounded, max);
    }

    /**
     * Checks the pattern as a whole. Called where it is used.
     *
     * @return this
     * @throws IllegalArgumentException if it could match no record at all, could keep its state for ever without saying so, or
     *     goes on after a match where it cannot
     */
    public Pattern<T> validated() {
        PatternRules.requireComplete(this);
        return this;
    }

    /**
     * The steps.
     *
     * @return in order, at least one
     */
    public List<Step<T>> steps() {
        return steps;
    }

    /**
     * Where the search goes on after a match.
     *
     * @return the record
     */
    public AfterMatch afterMatch() {
        return afterMatch;
    }

    /**
     * The time that a match may take.
     *
     * @return null if there is no bound
     */
    public @Nullable Duration within() {
        return within;
    }

    /** Whether {@link #unbounded} was said. */
    boolean isUnbounded() {
        return isUnbounded;
    }

    /**
     * How many partial matches a key may have at once.
     *
     * @return at least one
     */
    public int partialMatchesMax() {
        return partialMatchesMax;
    }

    /**
     * Tells a user what it is.
     *
     * @return as {@code failures{3} followedBy success within PT10M}
     */
    public String describe() {
        String first = steps.get(0).describe();
        String rest = steps.stream()
                .skip(1)
                .map(step -> " " + step.contiguity() + " " + step.describe())
                .collect(Collectors.joining());
        return first + rest + (within == null ? "" : " within " + within) + afterMatch.describe();
    }

    /** The description. */
    @Override
    public String toString() {
        return describe();
    }
}
