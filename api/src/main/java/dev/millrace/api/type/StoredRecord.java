package dev.millrace.api.type;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as they were stored: their fields are matched by name with those that the class has now. */
final class StoredRecord implements StoredShape {

    private static final int NONE = -1;

    private final String name;
    private final List<StoredField> fields = new ArrayList<>();
    private final SchemaVerdict verdict;

    /** Null if the class is gone, or cannot take what was stored. */
    private final @Nullable RecordClass now;

    /** By stored field; null where it has no component any more. */
    private final @Nullable FieldMatch[] matches;

    /** By component: its value where none was stored. */
    private final @Nullable Object[] defaults;

    private final List<String> changes = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    StoredRecord(BinaryInput schema, ClassFinder classes) {
        name = schema.readString();
        for (int left = schema.readCount(2); left > 0; left--) {
            fields.add(StoredField.read(schema));
        }
        matches = new @Nullable FieldMatch[fields.size()];
        RecordClass found = find(classes);
        defaults = new @Nullable Object[found == null ? 0 : found.components.length];
        if (found != null) {
            match(found, classes);
        }
        now = refusals.isEmpty() ? found : null;
        verdict = refusals.isEmpty() ? SchemaVerdict.migrated(name, changes) : SchemaVerdict.refused(name, refusals);
    }

    private @Nullable RecordClass find(ClassFinder classes) {
        Class<?> type = classes.find(name);
        if (type == null || !type.isRecord()) {
            refusals.add(
                    "values of " + name + " were stored, but there is no such record any more; keep the class, or add"
                            + " @FormerName(\"" + name + "\") to the one that takes its place");
            return null;
        }
        if (!type.getName().equals(name)) {
            changes.add("is " + type.getName() + " now");
        }
        try {
            return RecordClass.of(type);
        } catch (IllegalArgumentException closed) {
            refusals.add(String.valueOf(closed.getMessage()));
            return null;
        }
    }

    private void match(RecordClass record, ClassFinder classes) {
        for (int to = 0; to < record.components.length; to++) {
            RecordComponent component = record.components[to];
            int from = indexOf(component);
            if (from == NONE) {
                addDefault(component, to);
                continue;
            }
            FieldMatch match = new FieldMatch(fields.get(from), to, component);
            String change = match.change(classes);
            if (match.isRefused(classes)) {
                refusals.add(path(component) + " was stored as " + match.field() + ", which does not become a "
                        + component.getType().getTypeName()
                        + " by itself; give the field another name and a default, or"
                        + " its old type");
            } else if (change != null) {
                changes.add(change);
            }
            matches[from] = match;
        }
        for (int from = 0; from < matches.length; from++) {
            if (matches[from] == null) {
                changes.add(fields.get(from).name() + " is gone");
            }
        }
    }

    /** The stored field of a component: of its name, else of a former one. */
    private int indexOf(RecordComponent component) {
        int exact = indexOf(component.getName());
        if (exact != NONE) {
            return exact;
        }
        FormerName former = component.getAnnotation(FormerName.class);
        return former == null
                ? NONE
                : Arrays.stream(former.value())
                        .mapToInt(this::indexOf)
                        .filter(index -> index != NONE && matches[index] == null)
                        .findFirst()
                        .orElse(NONE);
    }

    private int indexOf(String field) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        return NONE;
    }

    private void addDefault(RecordComponent component, int to) {
        if (!DefaultValues.has(component)) {
            refusals.add(path(component) + " was added after values had been stored, and has no default; add"
                    + " @DefaultValue, or make it an Optional, or @Nullable, or name what it was with @FormerName");
            return;
        }
        try {
            defaults[to] = DefaultValues.of(component);
            changes.add(component.getName() + " is new: " + defaults[to]);
        } catch (IllegalArgumentException malformed) {
            refusals.add(String.valueOf(malformed.getMessage()));
        }
    }

    private static String path(RecordComponent component) {
        return component.getDeclaringRecord().getName() + "." + component.getName();
    }

    @Override
    public Object read(ValueDecoder values, BinaryInput in) {
        if (now == null) {
            throw new OutgrownException(String.join("; ", verdict.changes()));
        }
        @Nullable Object[] arguments = defaults.clone();
        for (int i = 0; i < matches.length; i++) {
            FieldMatch match = matches[i];
            if (match == null) {
                fields.get(i).skip(values, in);
            } else {
                arguments[match.to()] = match.read(values, in);
            }
        }
        return now.make(arguments);
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        fields.forEach(field -> field.skip(values, in));
    }

    @Override
    public SchemaVerdict verdict() {
        return verdict;
    }
}
