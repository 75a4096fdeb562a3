package dev.millrace.engine.operator;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes loops whose compiled code belongs to one user function. Thread-safe.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>The compiler inlines the user's function into a loop only where that loop has met one or two functions, ever, in the
 * whole process. A loop class that all pipelines share loses this with the third: then each record costs an interface
 * call, and a key that was never an object becomes one. So the bytes of the loop class are defined again, as a hidden
 * class, for each class of function that it is used with; every lambda and method reference in a program is such a class.
 * Tasks of one operator, and later jobs with the same function, share the copy and what was compiled for it. A copy is
 * unloaded with the class of its function.
 *
 * <p>A loop class must not name itself in a descriptor, since the copy is another class; records do, in their
 * {@code equals}.
 *
 * <p>Where the bytes cannot be read or defined, the loop class itself is used: slower, with the same answers.
 */
public final class OwnCode {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** For each class of function: the copies of loop classes. */
    private static final ClassValue<Map<Class<?>, Class<?>>> COPIES = new ClassValue<>() {
        @Override
        protected Map<Class<?>, Class<?>> computeValue(Class<?> function) {
            return new ConcurrentHashMap<>();
        }
    };

    private OwnCode() {}

    /**
     * Makes a loop.
     *
     * @param contract what the loop is used as
     * @param loop a class of this package with one constructor
     * @param function the user's function, the first argument of the constructor
     * @param more further arguments
     * @param <L> what the loop is used as
     * @return a new loop that behaves like {@code new loop(function, more...)}
     */
    public static <L> L loop(Class<L> contract, Class<? extends L> loop, Object function, Object... more) {
        return loop(LOOKUP, contract, loop, function, more);
    }

    /**
     * Makes a loop of another package.
     *
     * @param lookup of the package of the loop
     * @param contract what the loop is used as
     * @param loop a class with one public constructor
     * @param function the user's function, the first argument of the constructor
     * @param more further arguments
     * @param <L> what the loop is used as
     * @return a new loop that behaves like {@code new loop(function, more...)}
     */
    public static <L> L loop(
            MethodHandles.Lookup lookup, Class<L> contract, Class<? extends L> loop, Object function, Object... more) {
        Object[] arguments = new Object[1 + more.length];
        arguments[0] = function;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return loopOf(function.getClass(), lookup, contract, loop, arguments);
    }

    /**
     * Makes a loop over what a user's function gave before, so that it is not an argument.
     *
     * @param owner the class of the function
     * @param lookup of the package of the loop
     * @param contract what the loop is used as
     * @param loop a class with one constructor
     * @param arguments of the constructor
     * @param <L> what the loop is used as
     * @return a new loop that behaves like {@code new loop(arguments...)}
     */
    public static <L> L loopOf(
            Class<?> owner,
            MethodHandles.Lookup lookup,
            Class<L> contract,
            Class<? extends L> loop,
            Object... arguments) {
        Class<?> code = COPIES.get(owner).computeIfAbsent(loop, original -> copyOrSame(lookup, original));
        try {
            Constructor<?> constructor = code.getDeclaredConstructors()[0];
            constructor.setAccessible(true); // one module, but not always one package
            return contract.cast(constructor.newInstance(arguments));
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(
                    loop + " must have one constructor that takes " + arguments.length + " arguments", impossible);
        }
    }

    private static Class<?> copyOrSame(MethodHandles.Lookup lookup, Class<?> loop) {
        try (InputStream bytes = loop.getResourceAsStream(loop.getSimpleName() + ".class")) {
            return bytes == null
                    ? loop
                    : lookup.defineHiddenClass(bytes.readAllBytes(), false).lookupClass();
        } catch (IOException | IllegalAccessException | LinkageError unable) {
            return loop;
        }
    }
}
