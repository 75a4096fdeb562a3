package dev.millrace.engine.process;

import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.ListState;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of values for each id. */
final class ListsOfKeys extends KeyState implements ListState<Object> {

    private final ObjectsById<Elements> lists = new ObjectsById<>();

    ListsOfKeys(ListSpec<?> spec, KeyAtHand at) {
        super(spec, "list", at);
    }

    @Override
    public List<Object> get() {
        Elements elements = lists.get(id());
        return elements == null ? List.of() : elements.toList(expiry, now());
    }

    @Override
    public int size() {
        Elements elements = lists.get(id());
        return elements == null ? 0 : elements.sizeAt(expiry, now());
    }

    @Override
    @SuppressWarnings("ConstantValue") // callers that are not null-marked
    public void add(Object value) {
        if (value == null) {
            throw isNull("leave such values out");
        }
        int id = id();
        if (expiry.isOn()) {
            expiry.onUsed(now());
        }
        elements(id).add(value, now());
        addEntries(1);
    }

    private Elements elements(int id) {
        Elements elements = lists.get(id);
        if (elements == null) {
            elements = new Elements(expiry.isOn());
            lists.set(id, elements);
            onKeyAdded(id);
        }
        return elements;
    }

    @Override
    public void clear() {
        int id = id();
        Elements elements = lists.get(id);
        if (elements != null) {
            addEntries(-elements.size());
            lists.set(id, null);
            onKeyRemoved(id);
        }
    }

    @Override
    @Nullable
    Object shown() {
        List<Object> list = get();
        return list.isEmpty() ? null : list;
    }

    @Override
    int sweep(int id, long watermark, int looksMax) {
        Elements elements = lists.get(id);
        if (elements == null) {
            return 0;
        }
        int looks = elements.size();
        elements.removeExpired(expiry, watermark);
        addEntries(elements.size() - looks);
        if (elements.size() == 0) {
            lists.set(id, null);
            onKeyRemoved(id);
        }
        return looks;
    }

    @Override
    void capture(int id, StateWriter out, long watermark) {
        Elements elements = lists.get(id);
        if (elements != null && elements.sizeAt(expiry, watermark) > 0) {
            out.entry(table(), id);
            for (int i = 0; i < elements.size(); i++) {
                if (!expiry.isExpired(elements.usedMillis(i), watermark)) {
                    writeTime(out, elements.usedMillis(i));
                    out.writeValue(elements.value(i));
                }
            }
        }
    }

    @Override
    void restore(int id, StateReader in, long timeOfOthers) {
        Elements elements = elements(id);
        while (in.hasMore()) {
            long time = readTime(in, timeOfOthers);
            elements.add(required(in.readValue()), time);
            addEntries(1);
        }
    }

    @Override
    void weighValues(Footprint footprint) {
        lists.weigh(footprint);
    }
}
