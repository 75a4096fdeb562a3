package dev.millrace.api.aggregate;

import java.io.Serializable;

/** Functions that make one result of those of several aggregates; usually the constructor of a record. */
public final class Combiner {

    private Combiner() {}
    /**
     * Makes one result of two.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Of2<A, B, R> extends Serializable {
        /** Combines; must not return null. */
        R combine(A a, B b) throws Exception;
    }

    /**
     * Makes one result of three.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Of3<A, B, C, R> extends Serializable {
        /** Combines; must not return null. */
        R combine(A a, B b, C c) throws Exception;
    }

    /**
     * Makes one result of four.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <D> fourth result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Of4<A, B, C, D, R> extends Serializable {
        /** Combines; must not return null. */
        R combine(A a, B b, C c, D d) throws Exception;
    }

    /**
     * Makes one result of five.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <D> fourth result
     * @param <E> fifth result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Of5<A, B, C, D, E, R> extends Serializable {
        /** Combines; must not return null. */
        R combine(A a, B b, C c, D d, E e) throws Exception;
    }

    /**
     * Makes one result of six.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <D> fourth result
     * @param <E> fifth result
     * @param <F> sixth result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Of6<A, B, C, D, E, F, R> extends Serializable {
        /** Combines; must not return null. */
        R combine(A a, B b, C c, D d, E e, F f) throws Exception;
    }

    /**
     * Makes one result of seven.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <D> fourth result
     * @param <E> fifth result
     * @param <F> sixth result
     * @param <G> seventh result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Of7<A, B, C, D, E, F, G, R> extends Serializable {
        /** Combines; must not return null. */
        R combine(A a, B b, C c, D d, E e, F f, G g) throws Exception;
    }

    /**
     * Makes one result of eight.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <D> fourth result
     * @param <E> fifth result
     * @param <F> sixth result
     * @param <G> seventh result
     * @param <H> eighth result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Of8<A, B, C, D, E, F, G, H, R> extends Serializable {
        /** Combines; must not return null. */
        R combine(A a, B b, C c, D d, E e, F f, G g, H h) throws Exception;
    }
}
