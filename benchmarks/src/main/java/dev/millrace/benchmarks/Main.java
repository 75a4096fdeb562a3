package dev.millrace.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs the benchmarks and prints a report in Markdown. See {@code docs/benchmarks.md}.
 *
 * <pre>
 * ./millrace bench [--quick] [--forks N] [--list] [names...]
 * </pre>
 *
 * <p>Exit code 1 if an answer of Millrace differs from that of the hand-written loop, 2 if the command is wrong.
 */
public final class Main {

    private static final int FORKS = 3;

    private boolean isQuick;
    private int forks = FORKS;
    private final List<String> names = new ArrayList<>();

    private Main() {}

    /**
     * Runs.
     *
     * @param arguments see above
     * @throws Exception if a process could not be started, or ended with an error
     */
    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        try {
            main.read(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
        }
        System.exit(main.run() ? 0 : 1);
    }

    private void read(String[] arguments) {
        boolean areForksSet = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> isQuick = true;
                case "--forks" -> {
                    forks = forks(i + 1 < arguments.length ? arguments[i + 1] : "nothing");
                    areForksSet = true;
                    i++;
                }
                case "--list" -> {
                    known().forEach(System.out::println);
                    System.exit(0);
                }
                default -> names.add(known(arguments[i]));
            }
        }
        if (isQuick && !areForksSet) {
            forks = 1;
        }
    }

    private static int forks(String text) {
        if (!text.matches("[1-9][0-9]?")) {
            throw new IllegalArgumentException("--forks takes a number from 1 to 99, got " + text);
        }
        return Integer.parseInt(text);
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>();
        Case.all().forEach(one -> known.add(one.name()));
        known.add(Latency.NAME);
        known.add(Hello.NAME);
        known.add(JarSizes.NAME);
        return known;
    }

    private static String known(String name) {
        if (!known().contains(name)) {
            throw new IllegalArgumentException("there is no benchmark '" + name + "'; --list shows all, and the options"
                    + " are --quick and --forks N");
        }
        return name;
    }

    private boolean isWanted(String name) {
        return names.isEmpty() || names.contains(name);
    }

    private boolean run() throws Exception {
        System.out.println(Machine.describe(forks));
        boolean areEqual = runCases();
        if (isWanted(Latency.NAME)) {
            System.out.println(Latency.report(isQuick));
        }
        if (isWanted(Hello.NAME)) {
            System.out.println(Hello.report());
        }
        if (isWanted(JarSizes.NAME)) {
            System.out.println(JarSizes.report());
        }
        return areEqual;
    }

    private boolean runCases() throws Exception {
        List<Case> wanted = Case.all().stream()
                .filter(one -> names.isEmpty() ? one.isQuick() || !isQuick : names.contains(one.name()))
                .toList();
        boolean areEqual = true;
        if (!wanted.isEmpty()) {
            System.out.println(Comparison.header());
        }
        for (Case one : wanted) {
            Comparison comparison = Comparison.measure(one, forks, isQuick);
            System.out.println(comparison.row());
            if (!comparison.areAnswersEqual()) {
                System.out.println();
                System.err.println(comparison.difference());
                areEqual = false;
            }
        }
        System.out.println();
        return areEqual;
    }
}
