package dev.millrace.cli;

import dev.millrace.api.stream.Pipeline;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * A class in a user's jar that either describes a pipeline or is a whole program:
 *
 * <pre>{@code
 * public static Pipeline pipeline(String[] args)   // preferred: the command runs it, and shows progress
 * public static void main(String[] args)
 * }</pre>
 *
 * <p>Its class loader is closed with it.
 */
final class UserProgram implements AutoCloseable {

    private final URLClassLoader loader;
    private final Class<?> type;

    private UserProgram(URLClassLoader loader, Class<?> type) {
        this.loader = loader;
        this.type = type;
    }

    /**
     * Loads a class.
     *
     * @param jars where it and what it needs may be, besides the class path of this program
     * @param className binary name of the class
     * @return the program, to be closed
     * @throws CommandException if a jar or the class cannot be found or read
     */
    static UserProgram load(List<Path> jars, String className) {
        URLClassLoader loader = open(jars);
        try {
            return new UserProgram(loader, Class.forName(className, false, loader));
        } catch (ClassNotFoundException notFound) {
            close(loader);
            throw new CommandException("no class " + className + " in " + names(jars), notFound);
        } catch (LinkageError broken) {
            close(loader);
            throw new CommandException("class " + className + " cannot be loaded: " + broken, broken);
        }
    }

    private static URLClassLoader open(List<Path> jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(requireJar(jar));
        }
        return new URLClassLoader("user", urls.toArray(URL[]::new), UserProgram.class.getClassLoader());
    }

    /**
     * Does something while the classes of some jars are those of the thread's context.
     *
     * @param jars where the classes are, besides the class path of this program
     * @param action is done once
     * @return what it returns
     * @throws CommandException if a jar cannot be found or read
     */
    static <T extends @Nullable Object> T within(List<Path> jars, Supplier<T> action) {
        URLClassLoader loader = open(jars);
        try {
            return within(loader, action);
        } finally {
            close(loader);
        }
    }

    /** Does something while the classes of this program are those of the thread's context. */
    <T extends @Nullable Object> T within(Supplier<T> action) {
        return within(loader, action);
    }

    private static <T extends @Nullable Object> T within(ClassLoader loader, Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL requireJar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new CommandException("no such jar: " + jar);
        }
        try (JarFile opened = new JarFile(jar.toFile())) {
            return Path.of(opened.getName()).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException("the URI of a file is a URL", impossible);
        } catch (IOException failure) {
            throw new CommandException(jar + " is no jar: " + failure.getMessage(), failure);
        }
    }

    private static String names(List<Path> jars) {
        return String.join(", ", jars.stream().map(Path::toString).toList());
    }

    String className() {
        return type.getName();
    }

    /**
     * Asks the class for its pipeline.
     *
     * @param args for the user's method
     * @return the pipeline, or null if the class does not describe one
     * @throws CommandException if its method throws, or is not as it should be, or the pipeline is incomplete
     */
    @Nullable
    Pipeline pipeline(String[] args) {
        Method method = pipelineMethod();
        if (method == null) {
            return null;
        }
        Object pipeline = call(method, args);
        if (pipeline == null) {
            throw new CommandException(className() + ".pipeline returned null");
        }
        return requireComplete((Pipeline) pipeline);
    }

    /**
     * Asks the class for its pipeline, which it must have.
     *
     * @param args for the user's method
     * @return the pipeline
     * @throws CommandException if it does not describe one, its method throws, or the pipeline is incomplete
     */
    Pipeline requirePipeline(String[] args) {
        requirePipelineMethod();
        return Objects.requireNonNull(pipeline(args), "there is a method");
    }

    /**
     * Requires that the class describes a pipeline, which it is not asked for.
     *
     * @throws CommandException if it does not
     */
    void requirePipelineMethod() {
        if (pipelineMethod() == null) {
            throw new CommandException(className() + " has no method public static Pipeline pipeline(String[] args)");
        }
    }

    private @Nullable Method pipelineMethod() {
        Method method = method("pipeline");
        if (method != null
                && !(Modifier.isStatic(method.getModifiers())
                        && Pipeline.class.isAssignableFrom(method.getReturnType()))) {
            throw new CommandException(
                    "expected public static Pipeline pipeline(String[] args) in " + className() + ", got " + method);
        }
        return method;
    }

    private Pipeline requireComplete(Pipeline pipeline) {
        try {
            pipeline.freeze();
            return pipeline;
        } catch (IllegalStateException incomplete) {
            throw new CommandException(className() + ": " + incomplete.getMessage(), incomplete);
        }
    }

    /**
     * Runs the class as a program.
     *
     * @param args for the user's method
     * @throws CommandException if it throws, or if there is none
     */
    void callMain(String[] args) {
        Method method = method("main");
        if (method == null || !Modifier.isStatic(method.getModifiers())) {
            throw new CommandException(
                    className()
                            + " has neither public static Pipeline pipeline(String[] args) nor public static void main(String[] args)");
        }
        call(method, args);
    }

    private @Nullable Method method(String name) {
        try {
            return type.getMethod(name, String[].class);
        } catch (NoSuchMethodException none) {
            return null;
        } catch (LinkageError broken) {
            throw new CommandException("class " + className() + " cannot be loaded: " + broken, broken);
        }
    }

    private @Nullable Object call(Method method, String[] args) {
        return within(() -> callWithin(method, args));
    }

    private @Nullable Object callWithin(Method method, String[] args) {
        try {
            // The class itself need not be public.
            method.setAccessible(true);
            return method.invoke(null, (Object) args);
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getCause();
            throw new CommandException(className() + "." + method.getName() + " failed: " + cause, cause);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("made accessible before", impossible);
        } catch (LinkageError broken) {
            throw new CommandException("class " + className() + " cannot be loaded: " + broken, broken);
        }
    }

    @Override
    public void close() {
        close(loader);
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException failure) {
            // Nothing is lost: the jar was only read.
        }
    }
}
