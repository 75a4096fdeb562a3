package dev.millrace.it.oracle;

import org.jspecify.annotations.Nullable;

/** A result of a join: two records that met, or one that met nobody. */
record Met(@Nullable Item left, @Nullable Item right) {

    /** Of the result: the later time of a pair, the own time of a record that is alone. */
    long time() {
        if (left == null) {
            return right == null ? Input.NO_TIME : right.time();
        }
        return right == null ? left.time() : Math.max(left.time(), right.time());
    }
}
