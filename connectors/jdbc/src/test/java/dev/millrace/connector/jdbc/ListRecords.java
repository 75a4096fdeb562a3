package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.Records;
import java.util.List;

/** Records as an engine hands them over; the timestamp of each is its place in the list. */
record ListRecords<T>(List<T> list) implements Records<T> {

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
