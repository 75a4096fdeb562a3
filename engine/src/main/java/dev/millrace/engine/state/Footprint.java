package dev.millrace.engine.state;

import java.util.Arrays;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one operator keeps in memory, as it says when it is weighed: arrays to the byte, and objects of the program by looking
 * into some of them. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Whoever is weighed tells the lengths of its arrays; for pages of equal length their number is enough, so a weighing is
 * some additions and not a walk. How many calls it took is counted ({@link #effort}), so that what is made of many parts is weighed
 * less often. Arrays of length 0 are shared, mostly, and weigh nothing.
 *
 * <p>What objects weigh is the mean of some that are looked into, over the whole life of the operator at first and then sliding;
 * where nothing is, that is a weight of 0, so that places count and not objects. Callers that ask for the mean are told apart by
 * their order, which must be the same each time.
 */
public final class Footprint {

    /** Objects that are looked into at each weighing and place, once there is a mean. */
    private static final int PROBES = 2;

    /** The same at the first one. */
    private static final int FIRST_PROBES = 16;

    /** From then on the mean slides. */
    private static final int REMEMBERED_PROBES = 64;

    private long arrayBytes;
    private long objectBytes;
    private long keys;
    private long effort;

    private double[] means = new double[2];
    private int[] probes = new int[2];
    private int place;
    private final ObjectSize size = new ObjectSize();

    /** Of a linear congruential generator (Knuth, MMIX): which objects are looked into. */
    private long choice = 1;

    /** Makes that of an operator that has not been weighed. */
    public Footprint() {}

    /** A weighing begins. */
    public void begin() {
        arrayBytes = 0;
        objectBytes = 0;
        keys = 0;
        effort = 0;
        place = 0;
    }

    /** An array. */
    public void longs(long[] array) {
        arrays(1, array.length, Long.BYTES);
    }

    /** An array. */
    public void ints(int[] array) {
        arrays(1, array.length, Integer.BYTES);
    }

    /** An array, without what it refers to. */
    public void references(@Nullable Object[] array) {
        arrays(1, array.length, ObjectSize.REFERENCE_BYTES);
    }

    /** Pages of longs. */
    public void longPages(long count, int length) {
        arrays(count, length, Long.BYTES);
    }

    /** Pages of ints. */
    public void intPages(long count, int length) {
        arrays(count, length, Integer.BYTES);
    }

    /** Pages of references, without what they refer to. */
    public void referencePages(long count, int length) {
        arrays(count, length, ObjectSize.REFERENCE_BYTES);
    }

    /** Arrays of one length; those of length 0 weigh nothing. */
    public void arrays(long count, int length, int elementBytes) {
        effort++;
        if (length > 0) {
            arrayBytes += count * ObjectSize.array(length, elementBytes);
        }
    }

    /** Arrays that have been added up elsewhere. */
    public void arrayBytes(long bytes) {
        effort++;
        arrayBytes += bytes;
    }

    /** What an array of longs takes. */
    public static long ofLongs(int length) {
        return ObjectSize.array(length, Long.BYTES);
    }

    /** What an array of references takes, without what it refers to. */
    public static long ofReferences(int length) {
        return ObjectSize.array(length, ObjectSize.REFERENCE_BYTES);
    }

    /** What an array of ints takes. */
    public static long ofInts(int length) {
        return ObjectSize.array(length, Integer.BYTES);
    }

    /** What an array of booleans takes. */
    public static long ofBooleans(int length) {
        return ObjectSize.array(length, 1);
    }

    /** Keys that have something. */
    public void keys(long count) {
        keys += count;
    }

    /** Small objects of the engine, each with room for it in a collection. */
    public void objects(long count, int bytesOfEach) {
        effort++;
        objectBytes += count * bytesOfEach;
    }

    /**
     * Objects whose size is not known: some are looked into.
     *
     * @param places how many there may be
     * @param at what is in a place, from 0 on; null for nothing
     */
    public void objects(long places, LongFunction<@Nullable Object> at) {
        int site = place++;
        if (site == means.length) {
            means = Arrays.copyOf(means, site * 2);
            probes = Arrays.copyOf(probes, site * 2);
        }
        if (places <= 0) {
            means[site] = 0;
            probes[site] = 0;
            return;
        }
        for (int left = probes[site] == 0 ? FIRST_PROBES : PROBES; left > 0; left--) {
            probe(site, at.apply(nextChoice(places)));
        }
        objectBytes += Math.round(means[site] * places);
    }

    private void probe(int site, @Nullable Object object) {
        long bytes = size.of(object);
        effort += 1 + size.visited();
        probes[site] = Math.min(probes[site] + 1, REMEMBERED_PROBES);
        means[site] += (bytes - means[site]) / probes[site];
    }

    private long nextChoice(long places) {
        choice = choice * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        return (choice >>> 16) % places;
    }

    /** Bytes of arrays that the engine has allocated, with their headers. Exact. */
    public long arrayBytes() {
        return arrayBytes;
    }

    /** Bytes of objects, most of which belong to the program. Estimated. */
    public long objectBytes() {
        return objectBytes;
    }

    /** All bytes. */
    public long bytes() {
        return arrayBytes + objectBytes;
    }

    /** Keys that have something. */
    public long keys() {
        return keys;
    }

    /** What the weighing has cost, in calls and objects looked into. */
    public long effort() {
        return effort;
    }
}
