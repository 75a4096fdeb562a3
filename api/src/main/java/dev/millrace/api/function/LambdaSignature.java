package dev.millrace.api.function;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be read from a lambda or method reference: where its code is and which types it has.
 *
 * <p>The planner uses it to take a primitive path for {@code keyBy(Bid::auction)}, and {@code explain()} to name
 * fields. It is only ever a hint: a function that cannot be read takes the general path with the same answers.
 *
 * <p>Reading needs no access to the user's module: the function is offered to an {@link ObjectOutputStream} that
 * replaces the {@link SerializedLambda} by null, so neither the lambda nor anything it captures is serialized.
 *
 * @param implementationClass binary name of the class that holds the code, as {@code com.acme.Bid}
 * @param methodName name of the method, as {@code auction}, or a synthetic name for a lambda body
 * @param isMethodReference true for {@code Bid::auction}, false for {@code b -> b.auction()}
 * @param returnType descriptor of what the code returns, as {@code J} or {@code Ljava/lang/Long;}
 * @param captures number of captured values; a bound receiver counts
 */
public record LambdaSignature(
        String implementationClass, String methodName, boolean isMethodReference, String returnType, int captures) {

    /**
     * Reads a function.
     *
     * @param function a lambda, a method reference, or any other serializable object
     * @return its signature, or empty where it is no lambda or cannot be read
     */
    public static Optional<LambdaSignature> read(Serializable function) {
        // An object that is no lambda would be serialized for real; only a lambda's class is hidden or synthetic.
        if (!function.getClass().isSynthetic()) {
            return Optional.empty();
        }
        try (Reader reader = new Reader()) {
            reader.writeObject(function);
            return Optional.ofNullable(reader.found).map(LambdaSignature::of);
        } catch (IOException | RuntimeException unreadable) {
            // By contract not an error: the general path gives the same answers.
            return Optional.empty();
        }
    }

    /**
     * Tells a user what this code is.
     *
     * @return {@code Bid::auction} for a method reference, {@code lambda in Demo} for a lambda
     */
    public String describe() {
        String simpleName = implementationClass.substring(implementationClass.lastIndexOf('.') + 1);
        simpleName = simpleName.substring(simpleName.lastIndexOf('$') + 1);
        return isMethodReference ? simpleName + "::" + methodName : "lambda in " + simpleName;
    }

    /**
     * The class that the code returns.
     *
     * @param loader where classes are looked up, that of the user's function; null for the boot loader
     * @return the class, primitive classes included, or empty where the loader does not know it
     */
    public Optional<Class<?>> returnClass(@Nullable ClassLoader loader) {
        try {
            return Optional.of(MethodType.fromMethodDescriptorString("()" + returnType, loader)
                    .returnType());
        } catch (TypeNotPresentException unknown) {
            // By contract a hint only.
            return Optional.empty();
        }
    }

    private static LambdaSignature of(SerializedLambda lambda) {
        boolean isConstructor = lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial;
        boolean isLambdaBody = lambda.getImplMethodName().startsWith("lambda$");
        String implementation = returnType(lambda.getImplMethodSignature());
        String instantiated = returnType(lambda.getInstantiatedMethodType());
        return new LambdaSignature(
                lambda.getImplClass().replace('/', '.'),
                isConstructor ? "new" : lambda.getImplMethodName(),
                !isLambdaBody,
                isConstructor ? "L" + lambda.getImplClass() + ";" : moreSpecific(implementation, instantiated),
                lambda.getCapturedArgCount());
    }

    /**
     * Either may know more: a primitive shows in the implementation alone, and so does a class behind a wildcard; what a
     * generic accessor returns shows in the instantiation alone.
     */
    private static String moreSpecific(String implementation, String instantiated) {
        boolean isPrimitive = implementation.length() == 1;
        return isPrimitive || instantiated.equals("Ljava/lang/Object;") ? implementation : instantiated;
    }

    private static String returnType(String methodDescriptor) {
        return methodDescriptor.substring(methodDescriptor.indexOf(')') + 1);
    }

    private static final class Reader extends ObjectOutputStream {

        private @Nullable SerializedLambda found;

        Reader() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object written) {
            if (written instanceof SerializedLambda lambda) {
                found = lambda;
            }
            return null;
        }
    }
}
