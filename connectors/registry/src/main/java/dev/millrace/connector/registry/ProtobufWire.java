package dev.millrace.connector.registry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.millrace.connector.protobuf.ProtobufCodec;
import dev.millrace.connector.registry.RegisteredSchema.Reference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Behind the id, which message type of the schema's file it is, and the message. The type is given by indexes: of a message of the file, of one
 * within that, and so on; their number and each of them as a zigzag varint, and a 0 alone for the first message of the file.
 */
final class ProtobufWire<T extends Message> implements Wire<T> {

    /** How deep types may lie within each other. */
    private static final int INDEXES_MAX = 64;

    /** Files that come with the library, which registries know. */
    private static final String WELL_KNOWN = "google/protobuf/";

    private final ProtobufCodec<T> codec;
    private final byte[] indexes;

    ProtobufWire(ProtobufCodec<T> codec) {
        this.codec = codec;
        indexes = written(indexes(codec.descriptor()));
    }

    @Override
    public String kind() {
        return RegisteredSchema.PROTOBUF;
    }

    @Override
    public RegisteredSchema written(RegistryClient client) throws IOException {
        return schema(codec.descriptor().getFile(), client);
    }

    /** Registers the files that a file imports, under their paths, and refers to them. */
    private RegisteredSchema schema(FileDescriptor file, RegistryClient client) throws IOException {
        List<Reference> references = new ArrayList<>();
        for (FileDescriptor imported : file.getDependencies()) {
            String path = imported.getName();
            if (!path.startsWith(WELL_KNOWN)) {
                RegisteredSchema schema = schema(imported, client);
                client.id(path, schema);
                references.add(new Reference(path, path, client.version(path, schema)));
            }
        }
        String text = Base64.getEncoder().encodeToString(file.toProto().toByteArray());
        return new RegisteredSchema(kind(), text, references);
    }

    @Override
    public byte[] encode(T message) {
        byte[] bytes = codec.encode(message);
        byte[] all = new byte[indexes.length + bytes.length];
        System.arraycopy(indexes, 0, all, 0, indexes.length);
        System.arraycopy(bytes, 0, all, indexes.length, bytes.length);
        return all;
    }

    private static List<Integer> indexes(Descriptor type) {
        List<Integer> path = new ArrayList<>();
        for (Descriptor each = type; each != null; each = each.getContainingType()) {
            path.add(0, each.getIndex());
        }
        return path;
    }

    private static byte[] written(List<Integer> path) {
        if (path.equals(List.of(0))) {
            return new byte[1];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeSInt32NoTag(path.size());
            for (int index : path) {
                out.writeSInt32NoTag(index);
            }
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    @Override
    public Reader<T> reader(RegisteredSchema schema, RegistryClient client) {
        FileDescriptorProto file;
        try {
            file = FileDescriptorProto.parseFrom(Base64.getDecoder().decode(schema.text()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException text) {
            throw new IllegalArgumentException(
                    "it is no descriptor in Base64: the registry must know ?format=serialized, as Confluent's does",
                    text);
        }
        return (bytes, from) -> decode(bytes, from, file);
    }

    private T decode(byte[] bytes, int from, FileDescriptorProto file) {
        CodedInputStream in = CodedInputStream.newInstance(bytes, from, bytes.length - from);
        List<Integer> path = new ArrayList<>();
        try {
            int count = in.readSInt32();
            if (count < 0 || count > INDEXES_MAX) {
                throw new IllegalArgumentException(
                        "the indexes of its message type must be at most " + INDEXES_MAX + ", got " + count);
            }
            for (int left = count; left > 0; left--) {
                path.add(in.readSInt32());
            }
        } catch (IOException damaged) {
            throw new IllegalArgumentException(
                    "the indexes of its message type cannot be read: " + damaged.getMessage(), damaged);
        }
        String type = type(file, path.isEmpty() ? List.of(0) : path);
        if (!type.equals(codec.descriptor().getFullName())) {
            throw new IllegalArgumentException(
                    "the message is a " + type + ", and a " + codec.descriptor().getFullName() + " is expected");
        }
        int begin = from + in.getTotalBytesRead();
        return codec.decode(bytes, begin, bytes.length - begin);
    }

    private static String type(FileDescriptorProto file, List<Integer> path) {
        StringBuilder name = new StringBuilder(file.getPackage());
        List<DescriptorProto> level = file.getMessageTypeList();
        for (int index : path) {
            if (index < 0 || index >= level.size()) {
                throw new IllegalArgumentException(
                        "the file " + file.getName() + " has no message type with the indexes " + path);
            }
            name.append(name.isEmpty() ? "" : ".").append(level.get(index).getName());
            level = level.get(index).getNestedTypeList();
        }
        return name.toString();
    }

    @Override
    public String toString() {
        return "one of Protobuf";
    }
}
