package dev.millrace.connector.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds message types in sets of files that import each other. */
final class DescriptorSets {

    private final Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> linked = new LinkedHashMap<>();

    private DescriptorSets(FileDescriptorSet set) {
        set.getFileList().forEach(file -> files.put(file.getName(), file));
    }

    static Descriptor find(byte[] descriptorSet, String type) {
        FileDescriptorSet set;
        try {
            set = FileDescriptorSet.parseFrom(descriptorSet);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalArgumentException(
                    descriptorSet.length + " bytes are no set of descriptors: " + damaged.getMessage(), damaged);
        }
        DescriptorSets sets = new DescriptorSets(set);
        for (String file : sets.files.keySet()) {
            Descriptor found = find(sets.link(file, new ArrayList<>()), type);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalArgumentException("there is no message type " + type + " in the files " + sets.files.keySet());
    }

    private FileDescriptor link(String name, List<String> within) {
        FileDescriptor known = linked.get(name);
        if (known != null) {
            return known;
        }
        FileDescriptorProto file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("the file " + name + " is imported by " + within
                    + " and is not in the set of descriptors; run protoc with --include_imports");
        }
        if (within.contains(name)) {
            throw new IllegalArgumentException("the file " + name + " imports itself by way of " + within);
        }
        within.add(name);
        FileDescriptor[] imports = file.getDependencyList().stream()
                .map(each -> link(each, within))
                .toArray(FileDescriptor[]::new);
        within.remove(within.size() - 1);
        try {
            FileDescriptor made = FileDescriptor.buildFrom(file, imports);
            linked.put(name, made);
            return made;
        } catch (DescriptorValidationException invalid) {
            throw new IllegalArgumentException("the file " + name + " is invalid: " + invalid.getMessage(), invalid);
        }
    }

    private static @Nullable Descriptor find(FileDescriptor file, String type) {
        String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        if (!type.startsWith(prefix)) {
            return null;
        }
        Descriptor found = null;
        List<Descriptor> level = file.getMessageTypes();
        for (String name : type.substring(prefix.length()).split("\\.", -1)) {
            found = level.stream()
                    .filter(each -> each.getName().equals(name))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                return null;
            }
            level = found.getNestedTypes();
        }
        return found;
    }
}
