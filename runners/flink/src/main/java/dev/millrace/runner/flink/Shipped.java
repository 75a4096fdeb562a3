package dev.millrace.runner.flink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * Something packed to be opened in another process, or the same. What is serializable goes as Java has it; records go by their
 * components and our own descriptions by their fields, so that neither has to be serializable ({@link Packing}).
 *
 * @param <T> type of what is in it
 */
final class Shipped<T> implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    private Shipped(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Packs something of which nothing has to stay in this process. */
    static <T> Shipped<T> of(T cargo) {
        return of(cargo, object -> object);
    }

    /**
     * Packs.
     *
     * @param cargo what is to be shipped
     * @param staying replaces what is not to leave this process
     * @throws NotShippableException if something cannot be shipped; it says where that is
     */
    static <T> Shipped<T> of(T cargo, Packing.Staying staying) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Packing packing = new Packing(out, staying)) {
            packing.writeObject(cargo);
        } catch (IOException failed) {
            throw new NotShippableException(failed);
        }
        return new Shipped<>(out.toByteArray());
    }

    /** How many bytes it is. */
    int size() {
        return bytes.length;
    }

    /** Opens it. */
    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // what this class packed, in the same job
    T open(ClassLoader classes) {
        try (ObjectInputStream in = new Opening(bytes, classes)) {
            return (T) in.readObject();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException("the job's jar does not have " + missing.getMessage(), missing);
        }
    }

    private static final class Opening extends ObjectInputStream {

        private final ClassLoader classes;

        Opening(byte[] bytes, ClassLoader classes) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.classes = classes;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(described.getName(), false, classes);
            } catch (ClassNotFoundException primitive) {
                return super.resolveClass(described);
            }
        }
    }
}
