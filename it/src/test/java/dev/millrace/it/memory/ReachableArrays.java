package dev.millrace.it.memory;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Adds up the arrays that can be reached from an object of the engine through its fields: what the engine says that it has
 * allocated, found out without asking it. Arrays in objects of which there is one for each key or record are left out, and so is what
 * only serves the batch at hand.
 */
final class ReachableArrays {

    private static final String ENGINE = "dev.millrace.engine.";

    /** What an operator works with, and what is the same for all tasks. */
    private static final Set<String> NOT_STATE = Set.of(
            "batch.Batch",
            "join.PairBatch",
            "window.ResultBatch",
            "table.ChangeBatch",
            "time.LateRows",
            "time.Judge",
            "operator.FailedRows",
            "operator.Failures",
            "operator.GuardedLoop",
            "operator.FrequentKeys",
            "aggregate.AggregatePlan",
            "pattern.Searching",
            "pattern.Found",
            "process.Exit",
            "process.Call",
            "window.AssignedRows",
            "window.ResultOrder",
            "window.OrderedRows$Batch",
            "join.KeyGroup",
            "lookup.Calls",
            "lookup.RowsToAskAgain",
            "lookup.Segment",
            "job.DeadLetterLoop");

    /** Counted as objects: there may be one for each key. */
    private static final Set<String> OBJECTS = Set.of("join.History", "pattern.KeySearch");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> left = new ArrayDeque<>();
    private long bytes;

    private ReachableArrays() {}

    static long bytes(Object root) throws ReflectiveOperationException {
        ReachableArrays arrays = new ReachableArrays();
        arrays.reach(root);
        while (!arrays.left.isEmpty()) {
            arrays.look(arrays.left.remove());
        }
        return arrays.bytes;
    }

    private void reach(Object object) {
        if (object != null && isState(object.getClass()) && seen.add(object)) {
            left.add(object);
        }
    }

    private static boolean isState(Class<?> type) {
        if (type.isArray() || List.class.isAssignableFrom(type)) {
            return true;
        }
        String name = type.getName();
        if (!name.startsWith(ENGINE) || type.isHidden() || type.isEnum()) {
            return false;
        }
        String inEngine = name.substring(ENGINE.length());
        return !NOT_STATE.contains(inEngine) && !OBJECTS.contains(inEngine);
    }

    private void look(Object object) throws ReflectiveOperationException {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            lookAtArray(object, type.getComponentType());
        } else if (object instanceof List<?> list) {
            list.forEach(this::reach);
        } else {
            for (Class<?> part = type; part != null && part.getName().startsWith(ENGINE); part = part.getSuperclass()) {
                for (Field field : part.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        reach(field.get(object));
                    }
                }
            }
        }
    }

    private void lookAtArray(Object array, Class<?> element) throws ReflectiveOperationException {
        int length = Array.getLength(array);
        if (length == 0 || isSharedPage(array)) {
            return;
        }
        int width = element == long.class || element == double.class
                ? 8
                : element == int.class ? 4 : element == boolean.class ? 1 : 4;
        bytes += 16 + (long) length * width + 7 & ~7L;
        if (!element.isPrimitive() && element != Object.class) {
            for (int i = 0; i < length; i++) {
                reach(Array.get(array, i));
            }
        }
    }

    /** The page of a table of keys that stands for all empty ones. */
    private static boolean isSharedPage(Object array) throws ReflectiveOperationException {
        Field field = Class.forName(ENGINE + "state.KeyTable").getDeclaredField("NO_KEYS");
        field.setAccessible(true);
        return field.get(null) == array;
    }
}
