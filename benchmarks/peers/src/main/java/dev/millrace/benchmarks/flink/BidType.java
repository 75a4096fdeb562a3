package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import java.io.Serial;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Tells Flink that bids have a serializer of their own. */
final class BidType extends TypeInformation<Bid> {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<Bid> getTypeClass() {
        return Bid.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Bid> createSerializer(SerializerConfig config) {
        return BidSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "Bid";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BidType;
    }

    @Override
    public int hashCode() {
        return BidType.class.hashCode();
    }

    @Override
    public boolean canEqual(@Nullable Object other) {
        return other instanceof BidType;
    }
}
