package dev.millrace.connector.files;

import dev.millrace.api.type.RecordFields;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which column holds what. Nested records are spread over columns, which bear the names of the innermost components; a
 * name that is taken gets the names of the components around it as a prefix, as {@code key.start}.
 *
 * <p>A component whose type is a record class has the columns of that class. The type of a generic one is not known:
 * it has the columns of the value in the first record. Immutable.
 */
final class CsvLayout {

    private final Node root;
    private final List<String> columnNames;

    private CsvLayout(Node root, List<String> columnNames) {
        this.root = root;
        this.columnNames = columnNames;
    }

    static CsvLayout of(Object first) {
        List<String> names = new ArrayList<>();
        Node root = node("", "value", first.getClass(), first, names, new HashSet<>());
        return new CsvLayout(root, List.copyOf(names));
    }

    private static Node node(
            String prefix,
            String name,
            Class<?> declared,
            @Nullable Object value,
            List<String> names,
            Set<Class<?>> enclosing) {
        Class<?> type = value == null ? declared : value.getClass();
        if (!type.isRecord() || !enclosing.add(type)) {
            names.add(names.contains(name) ? prefix + name : name);
            return new Node(null, List.of(), 1);
        }
        RecordFields fields = RecordFields.of(type);
        @Nullable Object[] values = value == null ? null : fields.values(value);
        RecordComponent[] components = type.getRecordComponents();
        List<Node> children = new ArrayList<>();
        int width = 0;
        for (int i = 0; i < components.length; i++) {
            String childName = components[i].getName();
            String childPrefix = enclosing.size() == 1 ? "" : prefix + name + ".";
            Node child = node(
                    childPrefix,
                    childName,
                    components[i].getType(),
                    values == null ? null : values[i],
                    names,
                    enclosing);
            children.add(child);
            width += child.width;
        }
        enclosing.remove(type);
        return new Node(new Shape(type, fields), children, width);
    }

    List<String> columnNames() {
        return columnNames;
    }

    /** Adds a cell for each column. */
    void spread(Object value, List<@Nullable Object> cells) throws IOException {
        spread(root, value, cells);
    }

    private void spread(Node node, @Nullable Object value, List<@Nullable Object> cells) throws IOException {
        Shape shape = node.shape;
        if (shape == null) {
            cells.add(value);
        } else if (value == null) {
            for (int i = 0; i < node.width; i++) {
                cells.add(null);
            }
        } else if (value.getClass() != shape.type) {
            throw new IOException("the columns " + columnNames + " are those of the first record, in which this was a "
                    + shape.type.getSimpleName() + ", but here it is a "
                    + value.getClass().getSimpleName() + "; map the records to one class, or write JSON lines");
        } else {
            @Nullable Object[] values = shape.fields.values(value);
            for (int i = 0; i < values.length; i++) {
                spread(node.children.get(i), values[i], cells);
            }
        }
    }

    /**
     * A column, or the columns of a record.
     *
     * @param shape null for a column
     * @param width number of columns
     */
    private record Node(@Nullable Shape shape, List<Node> children, int width) {}

    private record Shape(Class<?> type, RecordFields fields) {}
}
