package dev.millrace.sketches;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.nio.ByteBuffer;
import org.apache.datasketches.common.ArrayOfItemsSerDe;
import org.apache.datasketches.memory.Memory;

/** How the keys of {@link Items} are stored within a sketch: a byte for the class, and the value. */
final class ItemBytes extends ArrayOfItemsSerDe<Object> {

    static final ItemBytes FORMAT = new ItemBytes();

    private ItemBytes() {}

    @Override
    public byte[] serializeToByteArray(Object item) {
        return serializeToByteArray(new Object[] {item});
    }

    @Override
    public byte[] serializeToByteArray(Object[] items) {
        BinaryOutput out = new BinaryOutput();
        for (Object item : items) {
            write(item, out);
        }
        return out.toByteArray();
    }

    private static void write(Object item, BinaryOutput out) {
        if (item instanceof String text) {
            out.writeByte(0);
            out.writeString(text);
        } else if (item instanceof Long number) {
            out.writeByte(1);
            out.writeSigned(number);
        } else if (item instanceof Integer number) {
            out.writeByte(2);
            out.writeSigned(number);
        } else if (item instanceof Short number) {
            out.writeByte(3);
            out.writeSigned(number);
        } else if (item instanceof Byte number) {
            out.writeByte(4);
            out.writeSigned(number);
        } else if (item instanceof Double number) {
            out.writeByte(5);
            out.writeDouble(number);
        } else if (item instanceof Float number) {
            out.writeByte(6);
            out.writeInt(Float.floatToRawIntBits(number));
        } else {
            out.writeByte(7);
            out.writeBytes((byte[]) Items.item(item));
        }
    }

    private static Object read(BinaryInput in) {
        int kind = in.readByte();
        return switch (kind) {
            case 0 -> in.readString();
            case 1 -> in.readSigned();
            case 2 -> (int) in.readSigned();
            case 3 -> (short) in.readSigned();
            case 4 -> (byte) in.readSigned();
            case 5 -> in.readDouble();
            case 6 -> Float.intBitsToFloat(in.readInt());
            case 7 -> ByteBuffer.wrap(in.readBytes());
            default -> throw new CorruptDataException("an item of kind " + kind);
        };
    }

    private static BinaryInput input(Memory memory, long offset) {
        byte[] bytes = new byte[(int) (memory.getCapacity() - offset)];
        memory.getByteArray(offset, bytes, 0, bytes.length);
        return new BinaryInput(bytes);
    }

    @Override
    public Object[] deserializeFromMemory(Memory memory, long offset, int count) {
        BinaryInput in = input(memory, offset);
        if (count < 0 || count > in.remaining()) {
            throw new CorruptDataException("a count of " + count + ", but only " + in.remaining() + " bytes follow");
        }
        Object[] items = new Object[count];
        for (int i = 0; i < count; i++) {
            items[i] = read(in);
        }
        return items;
    }

    @Override
    public int sizeOf(Object item) {
        return serializeToByteArray(item).length;
    }

    @Override
    public int sizeOf(Memory memory, long offset, int count) {
        BinaryInput in = input(memory, offset);
        int before = in.remaining();
        for (int i = 0; i < count; i++) {
            read(in);
        }
        return before - in.remaining();
    }

    @Override
    public String toString(Object item) {
        return String.valueOf(item);
    }

    @Override
    public Class<Object> getClassOfT() {
        return Object.class;
    }
}
