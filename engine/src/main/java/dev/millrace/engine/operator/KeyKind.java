package dev.millrace.engine.operator;

import dev.millrace.engine.state.KeyTable;

/** How the keys of a stream are kept. Decided by the planner. */
public enum KeyKind {
    /** As longs; given to the user as {@link Long}. */
    LONG,
    /** As longs; given to the user as {@link Integer}. */
    INT,
    /** As objects with their stable hashes. */
    OBJECT;

    /** The key of an id, as the user knows it. */
    public Object key(KeyTable keys, int id) {
        return switch (this) {
            case LONG -> keys.key(id);
            case INT -> (int) keys.key(id);
            case OBJECT -> keys.keyObject(id);
        };
    }
}
