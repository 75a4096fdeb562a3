package dev.millrace.runner.flink;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.Optional;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Label;
import org.apache.flink.shaded.asm9.org.objectweb.asm.MethodVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Opcodes;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Something that a function has captured, as it is in the source: compilers make a method of a function, whose first parameters are
 * what it has captured, with their names and lines if they were told to keep those.
 *
 * @param function what and where it is
 * @param name of the variable, or what else it is
 */
record CapturedValue(String function, String name) {

    private static final int API = Opcodes.ASM9;

    /** What compilers call the methods that they make of functions. */
    private static final String MADE = "lambda$";

    static CapturedValue of(SerializedLambda function, int argument) {
        boolean hasReceiver = function.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && function.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
        boolean isReceiver = hasReceiver && argument == 0;
        String method = function.getImplMethodName();
        if (!method.startsWith(MADE)) {
            String type = simpleName(function.getImplClass());
            return new CapturedValue(
                    "the function " + type + "::" + method + " in " + simpleName(function.getCapturingClass()),
                    isReceiver ? "the object whose method it is" : "argument " + argument);
        }
        Debugging found =
                new Debugging(method, function.getImplMethodSignature(), slot(function, argument, hasReceiver ? 1 : 0));
        found.read(function.getImplClass());
        return new CapturedValue(
                "the function " + found.place().orElse("in " + simpleName(function.getImplClass())),
                isReceiver ? "'this', whose fields or methods it uses" : found.name(argument));
    }

    private static int slot(SerializedLambda function, int argument, int receivers) {
        Type[] parameters = Type.getArgumentTypes(function.getImplMethodSignature());
        int slot = receivers;
        for (int i = 0; i < argument - receivers; i++) {
            slot += parameters[i].getSize();
        }
        return argument < receivers ? 0 : slot;
    }

    private static String simpleName(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return function + " captures " + name;
    }

    /** Reads what a class has kept for debuggers of one of its methods. */
    private static final class Debugging extends ClassVisitor {

        private final String method;
        private final String signature;
        private final int slot;
        private @Nullable String source;
        private @Nullable String variable;
        private int line;

        Debugging(String method, String signature, int slot) {
            super(API);
            this.method = method;
            this.signature = signature;
            this.slot = slot;
        }

        void read(String type) {
            ClassLoader classes = Thread.currentThread().getContextClassLoader();
            try (InputStream bytes = classes.getResourceAsStream(type + ".class")) {
                if (bytes != null) {
                    new ClassReader(bytes).accept(this, ClassReader.SKIP_FRAMES);
                }
            } catch (IOException | IllegalArgumentException unread) {
                // Then it is said without a place: it may be of a newer Java than the reader knows.
                line = 0;
            }
        }

        Optional<String> place() {
            return line == 0 ? Optional.empty() : Optional.of("at " + source + ":" + line);
        }

        String name(int argument) {
            return variable == null ? "variable " + (argument + 1) : "'" + variable + "'";
        }

        @Override
        public void visitSource(@Nullable String file, @Nullable String debug) {
            source = file;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access, String name, String descriptor, @Nullable String generic, String @Nullable [] exceptions) {
            return name.equals(method) && descriptor.equals(signature) ? new Body() : null;
        }

        private final class Body extends MethodVisitor {

            Body() {
                super(API);
            }

            @Override
            public void visitLineNumber(int number, Label start) {
                line = line == 0 ? number : Math.min(line, number);
            }

            @Override
            public void visitLocalVariable(
                    String name, String descriptor, @Nullable String generic, Label start, Label end, int index) {
                // Parameters come before whatever uses their slot again.
                if (index == slot && variable == null) {
                    variable = name;
                }
            }
        }
    }
}
