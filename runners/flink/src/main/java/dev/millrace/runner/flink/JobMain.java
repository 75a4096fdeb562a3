package dev.millrace.runner.flink;

import dev.millrace.api.stream.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The main class of job jars that {@code millrace package --flink} makes: asks the user's class, whose name is in the jar, for its
 * pipeline, and has the Flink that {@code flink run} means run it. Parallelism, checkpoints and restarts are those of Flink's
 * configuration.
 */
public final class JobMain {

    /** In the jar: the binary name of a class with {@code public static Pipeline pipeline(String[] args)}. */
    static final String CLASS_NAME = "META-INF/millrace-pipeline";

    private JobMain() {}

    /**
     * Called by Flink.
     *
     * @param args for the user's method
     * @throws Exception whatever that throws, or if the jar has no such method, or if Flink refuses the job or it fails
     */
    public static void main(String[] args) throws Exception {
        ClassLoader classes = Thread.currentThread().getContextClassLoader();
        Pipeline pipeline = pipeline(Class.forName(className(classes), true, classes), args);
        try (FlinkRuntime flink = FlinkRuntime.cluster().build()) {
            JobClient job = flink.submit(pipeline);
            if (isAttached()) {
                job.getJobExecutionResult().get();
            }
        }
    }

    private static String className(ClassLoader classes) throws IOException {
        try (InputStream name = classes.getResourceAsStream(CLASS_NAME)) {
            if (name == null) {
                throw new IllegalStateException("the jar has no " + CLASS_NAME
                        + "; make it by ./millrace package --flink, which puts it there");
            }
            return new String(name.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static Pipeline pipeline(Class<?> type, String[] args) throws Exception {
        Method method = type.getMethod("pipeline", String[].class);
        if (!Modifier.isStatic(method.getModifiers()) || !Pipeline.class.isAssignableFrom(method.getReturnType())) {
            throw new IllegalStateException(
                    "expected public static Pipeline pipeline(String[] args) in " + type.getName() + ", got " + method);
        }
        // The class itself need not be public.
        method.setAccessible(true);
        try {
            return (Pipeline) method.invoke(null, (Object) args);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception failed) {
                throw failed;
            }
            throw thrown;
        }
    }

    /** Whether who runs {@code flink run} waits for the end, which is so unless it is said otherwise. */
    private static boolean isAttached() {
        return StreamExecutionEnvironment.getExecutionEnvironment()
                .getConfiguration()
                .get(DeploymentOptions.ATTACHED);
    }
}
