package dev.millrace.engine.lookup;

import dev.millrace.engine.state.Footprint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers used last, each for a limited time. Owned by the task's thread.
 *
 * <p>Least recently used goes first, by the order that {@link LinkedHashMap} keeps. An answer that is too old is found out
 * when it is asked for, so it takes up room until then or until others push it out; there are never more than so many.
 */
final class AnswerCache {

    /** An answer; the value is null where there is nothing of the key. */
    record Answer(@Nullable Object value, long storedMillis) {}

    /** Of an answer, with its place in the map. */
    private static final int ANSWER_BYTES = 80;

    private final long ttlMillis;
    private final Map<Object, Answer> answers;

    AnswerCache(int entriesMax, long ttlMillis) {
        this.ttlMillis = ttlMillis;
        answers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, Answer> eldest) {
                return size() > entriesMax;
            }
        };
    }

    /** The answer of a key, or null if it is not known, or has been for too long. */
    @Nullable
    Answer get(Object key, long nowMillis) {
        Answer answer = answers.get(key);
        if (answer != null && nowMillis - answer.storedMillis >= ttlMillis) {
            answers.remove(key);
            return null;
        }
        return answer;
    }

    void put(Object key, @Nullable Object value, long nowMillis) {
        answers.put(key, new Answer(value, nowMillis));
    }

    /** Tells what it keeps in memory; all answers are taken to be like the eldest. */
    void weigh(Footprint footprint) {
        footprint.objects(answers.size(), ANSWER_BYTES);
        footprint.objects(answers.size(), place -> {
            Map.Entry<Object, Answer> eldest = answers.entrySet().iterator().next();
            return new @Nullable Object[] {eldest.getKey(), eldest.getValue().value()};
        });
    }
}
