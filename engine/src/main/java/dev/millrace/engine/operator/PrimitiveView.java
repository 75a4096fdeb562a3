package dev.millrace.engine.operator;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingToLong;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Optional;

/**
 * Sees a reference to an accessor of {@code long} or {@code int}, which Java's generics make a function that returns a
 * box, as the function that it is. Thread-safe.
 *
 * <p>What {@link LambdaSignature} has read is looked up again and linked to {@link ThrowingToLong}, the way the compiler
 * would have done it. That needs access to the class of the accessor: it has it where packages are open, as on the class
 * path. Elsewhere there is no view, and boxing is left to the JIT, which removes it as a rule.
 */
public final class PrimitiveView {

    private static final Map<String, Class<?>> PRIMITIVES = Map.of("J", long.class, "I", int.class);

    /** By class of function: one without captures has one view, which its users share, and so its compiled loops. */
    private static final ClassValue<Views> VIEWS = new ClassValue<>() {
        @Override
        protected Views computeValue(Class<?> function) {
            return new Views();
        }
    };

    private static final class Views {

        private boolean isTried;
        private Optional<ThrowingToLong<Object>> view = Optional.empty();

        synchronized Optional<ThrowingToLong<Object>> of(ThrowingFunction<Object, Object> function) {
            if (!isTried) {
                isTried = true;
                view = LambdaSignature.read(function).flatMap(signature -> link(function, signature));
            }
            return view;
        }
    }

    private PrimitiveView() {}

    /**
     * Looks for a view.
     *
     * @param function the user's
     * @return a function with the same values, or empty where there is no such view
     */
    public static Optional<ThrowingToLong<Object>> of(ThrowingFunction<Object, Object> function) {
        return VIEWS.get(function.getClass()).of(function);
    }

    @SuppressWarnings("unchecked") // linked to this very interface
    private static Optional<ThrowingToLong<Object>> link(Object function, LambdaSignature signature) {
        Class<?> primitive = PRIMITIVES.get(signature.returnType());
        if (primitive == null || !signature.isMethodReference() || signature.captures() > 0) {
            return Optional.empty();
        }
        try {
            Class<?> type = Class.forName(
                    signature.implementationClass(), false, function.getClass().getClassLoader());
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            MethodHandle accessor = lookup.findVirtual(type, signature.methodName(), MethodType.methodType(primitive));
            MethodHandle maker = LambdaMetafactory.metafactory(
                            lookup,
                            "applyAsLong",
                            MethodType.methodType(ThrowingToLong.class),
                            MethodType.methodType(long.class, Object.class),
                            accessor,
                            MethodType.methodType(long.class, type))
                    .getTarget();
            return Optional.of((ThrowingToLong<Object>) maker.invoke());
        } catch (Throwable noAccess) {
            // A static method, a class that is closed to us, a loader that does not know it: by contract no view.
            return Optional.empty();
        }
    }
}
