package dev.millrace.it.oracle;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.All;
import java.util.function.Function;

/** Keys that take different paths through the engine, and no key. */
@SuppressWarnings("ImmutableEnumChecker") // aggregates and functions without state
enum Keys {
    PRIMITIVE_INT(Item::key, Item::key),
    PRIMITIVE_LONG(Item::longKey, Item::longKey),
    /** Small and large numbers, below and above zero, to both ends; the engine treats small ones in their own way. */
    PRIMITIVE_ANY(Item::anyKey, Item::anyKey),
    BOXED(item -> (long) item.key(), item -> (long) item.key()),
    TEXT(item -> "key-" + item.key(), item -> "key-" + item.key()),
    NONE(item -> All.ALL, item -> All.ALL);

    final ThrowingFunction<Item, Object> ofEngine;
    private final Function<Item, Object> ofModel;

    Keys(ThrowingFunction<Item, Object> ofEngine, Function<Item, Object> ofModel) {
        this.ofEngine = ofEngine;
        this.ofModel = ofModel;
    }

    Object of(Item item) {
        return ofModel.apply(item);
    }
}
