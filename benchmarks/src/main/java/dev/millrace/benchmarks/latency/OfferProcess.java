package dev.millrace.benchmarks.latency;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.ServiceLoader;
import org.HdrHistogram.Histogram;

/**
 * The main class of a process that measures. Arguments: engine, bids in a millisecond, threads, seconds of the warm-up, seconds that
 * are measured. Prints its figures.
 */
public final class OfferProcess {

    private static final double MILLIS = 1e-6;

    private OfferProcess() {}

    /**
     * Runs.
     *
     * @param arguments see above
     */
    public static void main(String[] arguments) {
        try {
            run(List.of(arguments)).toLines().forEach(System.out::println);
            System.out.flush();
            // Engines leave threads behind.
            Runtime.getRuntime().halt(0);
        } catch (Throwable failure) {
            System.getLogger(OfferProcess.class.getName())
                    .log(System.Logger.Level.ERROR, "the measurement failed", failure);
            Runtime.getRuntime().halt(1);
        }
    }

    private static Figures run(List<String> arguments) throws Exception {
        int threads = Integer.parseInt(arguments.get(2));
        Offer offer = new Offer(
                Integer.parseInt(arguments.get(1)),
                threads,
                Integer.parseInt(arguments.get(3)),
                Integer.parseInt(arguments.get(4)));
        return measure(engine(EngineName.valueOf(arguments.get(0))), offer, threads);
    }

    private static PacedEngine engine(EngineName name) {
        return ServiceLoader.load(PacedEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name() == name)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is not measured at a fixed rate"));
    }

    /**
     * Runs a job, checks its answer, and gathers what its meters have.
     *
     * @param engine that runs it
     * @param offer what is offered
     * @param threads workers, or parallelism
     * @return percentiles, and what it took
     * @throws Exception if the job fails, or its answer is wrong
     */
    public static Figures measure(PacedEngine engine, Offer offer, int threads) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuBefore = system.getProcessCpuTime();
        long wallBefore = System.nanoTime();
        engine.run(offer, threads);
        double cpu = (double) (system.getProcessCpuTime() - cpuBefore) / (System.nanoTime() - wallBefore);
        requireRight(offer);
        Histogram nanos = new Histogram(3);
        offer.meters().forEach(meter -> nanos.add(meter.nanos()));
        Figures figures = new Figures();
        figures.add("results", (double) nanos.getTotalCount());
        for (String percent : List.of("50", "99", "99.9", "99.99")) {
            figures.add("p" + percent + "_ms", nanos.getValueAtPercentile(Double.parseDouble(percent)) * MILLIS);
        }
        figures.add("max_ms", nanos.getMaxValue() * MILLIS);
        figures.add("behind_ms_max", offer.behindNanosMax() * MILLIS);
        figures.add("cpus", cpu);
        return figures;
    }

    private static void requireRight(Offer offer) {
        Answer answer = offer.answer();
        Answer expected = offer.expected();
        if (!answer.equals(expected)) {
            throw new IllegalStateException("the answer is " + answer + ", but that of a plain loop is " + expected);
        }
    }
}
