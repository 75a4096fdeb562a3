package dev.millrace.connector.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.Random;

/** A file with a message of all kinds of fields, and random messages of it. */
final class ShopFile {

    static final String ORDER = "shop.Order";

    private static final int DEPTH_MAX = 3;

    private ShopFile() {}

    static FileDescriptorSet set() {
        DescriptorProto.Builder order = DescriptorProto.newBuilder().setName("Order");
        int number = 1;
        for (FieldDescriptorProto.Type type : FieldDescriptorProto.Type.values()) {
            if (type == FieldDescriptorProto.Type.TYPE_GROUP
                    || type == FieldDescriptorProto.Type.TYPE_MESSAGE
                    || type == FieldDescriptorProto.Type.TYPE_ENUM) {
                continue;
            }
            String name = type.name().substring("TYPE_".length()).toLowerCase(java.util.Locale.ROOT);
            order.addField(field("one_" + name, number++, type, Label.LABEL_OPTIONAL));
            order.addField(field("many_" + name, number++, type, Label.LABEL_REPEATED));
        }
        order.addField(field("inner", number++, FieldDescriptorProto.Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL)
                .setTypeName(".shop.Order"));
        order.addField(field("inners", number++, FieldDescriptorProto.Type.TYPE_MESSAGE, Label.LABEL_REPEATED)
                .setTypeName(".shop.Order"));
        order.addField(field("color", number++, FieldDescriptorProto.Type.TYPE_ENUM, Label.LABEL_OPTIONAL)
                .setTypeName(".shop.Color"));
        order.addOneofDecl(OneofDescriptorProto.newBuilder().setName("either"));
        order.addField(field("this", number++, FieldDescriptorProto.Type.TYPE_STRING, Label.LABEL_OPTIONAL)
                .setOneofIndex(0));
        order.addField(field("that", number, FieldDescriptorProto.Type.TYPE_INT64, Label.LABEL_OPTIONAL)
                .setOneofIndex(0));
        order.addNestedType(DescriptorProto.newBuilder()
                .setName("Line")
                .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_INT32, Label.LABEL_OPTIONAL)));
        EnumDescriptorProto color = EnumDescriptorProto.newBuilder()
                .setName("Color")
                .addValue(EnumValueDescriptorProto.newBuilder().setName("RED").setNumber(0))
                .addValue(EnumValueDescriptorProto.newBuilder().setName("BLUE").setNumber(7))
                .build();
        return FileDescriptorSet.newBuilder()
                .addFile(FileDescriptorProto.newBuilder()
                        .setName("shop.proto")
                        .setPackage("shop")
                        .setSyntax("proto3")
                        .addDependency("base.proto")
                        .addEnumType(color)
                        .addMessageType(order))
                .addFile(FileDescriptorProto.newBuilder()
                        .setName("base.proto")
                        .setPackage("base")
                        .setSyntax("proto3"))
                .build();
    }

    private static FieldDescriptorProto.Builder field(
            String name, int number, FieldDescriptorProto.Type type, Label label) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(label);
    }

    static DynamicMessage random(Descriptor type, Random random) {
        return random(type, random, DEPTH_MAX);
    }

    private static DynamicMessage random(Descriptor type, Random random, int depth) {
        DynamicMessage.Builder made = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            if (field.isRepeated()) {
                for (int left = random.nextInt(4); left > 0; left--) {
                    Object value = value(field, random, depth);
                    if (value != null) {
                        made.addRepeatedField(field, value);
                    }
                }
            } else {
                Object value = value(field, random, depth);
                if (value != null) {
                    made.setField(field, value);
                }
            }
        }
        return made.build();
    }

    private static Object value(FieldDescriptor field, Random random, int depth) {
        return switch (field.getJavaType()) {
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> (float) random.nextInt(1000) / 8;
            case DOUBLE -> random.nextInt(1000) / 8.0;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> "text \u00e9\u4e2d " + random.nextInt();
            case BYTE_STRING -> ByteString.copyFrom(new byte[random.nextInt(9)]);
            case ENUM -> field.getEnumType().getValues().get(random.nextInt(2));
            case MESSAGE -> depth == 0 ? null : random(field.getMessageType(), random, depth - 1);
        };
    }
}
