package dev.millrace.api.stream;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.Tag;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several streams whose records are to come together by key, each under a {@link Tag}. Says with {@link #and} what else
 * comes, and with {@link #within} in which windows. Immutable.
 *
 * @param <K> type of the keys
 */
public final class CoGroup<K> {

    /** One input. */
    record Side(Tag<?> tag, Stream<?> stream, ThrowingFunction<Object, Object> key) {}

    private final String name;
    private final List<Side> sides;

    CoGroup(String name, Tag<?> tag, Stream<?> stream, ThrowingFunction<?, ?> key) {
        this(name, List.of(side(tag, stream, key)));
    }

    private CoGroup(String name, List<Side> sides) {
        Pipeline.requireName("co-group", name);
        this.name = name;
        this.sides = sides;
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private static Side side(Tag<?> tag, Stream<?> stream, ThrowingFunction<?, ?> key) {
        KeyTypes.of(key).ifPresent(StableHash::requireSupported);
        return new Side(tag, stream, (ThrowingFunction<Object, Object>) key);
    }

    /**
     * Adds an input.
     *
     * @param tag by which its records are found in a group
     * @param stream of the same pipeline; may be one that is in it already
     * @param key reads the key, never null; of a type that {@link StableHash} supports
     * @param <U> type of its records
     * @return another description
     * @throws IllegalArgumentException if the tag is taken, the stream is of another pipeline, or its keys can never be equal
     *     to others
     */
    public <U> CoGroup<K> and(Tag<U> tag, Stream<U> stream, ThrowingFunction<? super U, ? extends K> key) {
        Pipeline pipeline = pipeline();
        if (stream.pipeline() != pipeline) {
            throw new IllegalArgumentException("streams of two pipelines cannot be co-grouped: '" + pipeline.name()
                    + "' and '" + stream.pipeline().name() + "'");
        }
        Optional<Class<?>> type = KeyTypes.of(key);
        for (Side side : sides) {
            if (side.tag().equals(tag)) {
                throw new IllegalArgumentException("the tag '" + tag.name() + "' is taken in the co-group '" + name
                        + "'; each input needs one of its own");
            }
            KeyTypes.requireComparable("the co-group '" + name + "'", KeyTypes.of(side.key()), type);
        }
        List<Side> more = new ArrayList<>(sides);
        more.add(side(tag, stream, key));
        return new CoGroup<>(name, List.copyOf(more));
    }

    /**
     * Says in which windows the records come together. Session windows are common to all inputs: each record extends and
     * merges the session of its key.
     *
     * @param window aligned, as tumbling, sliding and calendar ones are, or assigned ones that merge, as sessions do
     * @return what remains to be said: what is made of a group
     * @throws IllegalArgumentException if there is one input, or the windows follow the records of one stream
     * @throws IllegalStateException if a source of a stream has no time
     */
    public WindowedCoGroup<K> within(WindowSpec<Object> window) {
        if (sides.size() < 2) {
            throw new IllegalArgumentException("the co-group '" + name
                    + "' has one input; add others with and(...), or use" + " keyBy and window");
        }
        for (Side side : sides) {
            side.stream().requireTime("the co-group '" + name + "'");
        }
        return new WindowedCoGroup<>(this, window, LatePolicy.SIDE_STREAM, JoinSpec.DEFAULT_LEAD);
    }

    Pipeline pipeline() {
        return sides.get(0).stream().pipeline();
    }

    String name() {
        return name;
    }

    List<Side> sides() {
        return sides;
    }

    List<Tag<?>> tags() {
        List<Tag<?>> tags = new ArrayList<>();
        sides.forEach(side -> tags.add(side.tag()));
        return tags;
    }
}
