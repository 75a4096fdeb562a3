package dev.millrace.engine.join;

import dev.millrace.api.join.Group;
import dev.millrace.api.join.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The records of a group, copied, so that the user may keep them. */
record TaggedGroup(List<Tag<?>> tags, List<List<Object>> records, long firstOrigin) implements Group {

    static TaggedGroup copyOf(List<Tag<?>> tags, KeyGroup group) {
        List<List<Object>> records = new ArrayList<>(tags.size());
        long firstOrigin = 0;
        for (int side = tags.size() - 1; side >= 0; side--) {
            MetRows rows = group.sides[side];
            firstOrigin = rows.size() > 0 ? rows.origin(0) : firstOrigin;
        }
        for (MetRows rows : group.sides) {
            records.add(list(rows));
        }
        return new TaggedGroup(tags, records, firstOrigin);
    }

    @SuppressWarnings("NullAway") // rows that are there have values
    private static List<Object> list(MetRows rows) {
        Object[] values = new Object[rows.size()];
        Arrays.setAll(values, rows::value);
        return values.length == 0 ? List.of() : Collections.unmodifiableList(Arrays.asList(values));
    }

    boolean isEmpty() {
        return records.stream().allMatch(List::isEmpty);
    }

    @Override
    @SuppressWarnings("unchecked") // a tag knows the type of what came in under it
    public <T> List<T> of(Tag<T> tag) {
        int side = tags.indexOf(tag);
        if (side < 0) {
            throw new IllegalArgumentException("the group has no input with the tag '" + tag.name() + "', but "
                    + tags.stream().map(Tag::name).toList());
        }
        return (List<T>) records.get(side);
    }
}
