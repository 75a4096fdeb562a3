package dev.millrace.testkit;

import dev.millrace.api.connector.Records;
import java.util.List;

/**
 * Records as an engine hands them to a writer.
 *
 * @param list in order; the timestamp of each is its place here
 * @param <T> type of the records
 */
public record ListRecords<T>(List<T> list) implements Records<T> {

    @Override
    public int size() {
        return list.size();
    }

    @Override
    public T get(int index) {
        return list.get(index);
    }

    @Override
    public long timestamp(int index) {
        return index;
    }
}
