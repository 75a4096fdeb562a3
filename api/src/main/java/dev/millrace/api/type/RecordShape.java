package dev.millrace.api.type;

/** Records of a class as it is now. A primitive has no tag; everything else is a value with its class. */
final class RecordShape implements Shape {

    private final RecordClass record;

    RecordShape(Class<?> type) {
        record = RecordClass.of(type);
    }

    @Override
    public int kind() {
        return RECORD;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        out.writeString(record.type.getName());
        out.writeVarint(record.components.length);
        for (int i = 0; i < record.components.length; i++) {
            StoredField.write(record.components[i], out);
        }
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        for (int i = 0; i < record.components.length; i++) {
            record.write(value, i, values, out);
        }
    }
}
