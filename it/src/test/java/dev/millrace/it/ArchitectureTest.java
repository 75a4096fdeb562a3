package dev.millrace.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.ObjectInputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The directions between packages, as rows: a new edge is a decision that a review sees here. And what the engine must
 * not touch, because time, order and storage are handed to it.
 */
class ArchitectureTest {

    private static final String ROOT = "dev.millrace.";

    /** Package, and the packages of ours that it may use. */
    private static final Map<String, Set<String>> ALLOWED = allowed(
            "api.failure -> api.type api.window",
            "api.function ->",
            "api.type -> api.storage",
            "api.window -> api.function",
            "api.pattern -> api.function",
            "api.table ->",
            "api.join -> api.function api.window",
            "api.lookup -> api.function",
            "api.state -> api.aggregate",
            "api.process -> api.state",
            "api.storage ->",
            "api.time -> api.function",
            "api.aggregate -> api.function api.type",
            "api.connector -> api.function api.storage api.time api.type",
            "api.graph -> api.aggregate api.connector api.failure api.function api.join api.lookup api.pattern api.process"
                    + " api.state api.table api.type api.window",
            "api.stream -> api.aggregate api.connector api.failure api.function api.graph api.join api.lookup"
                    + " api.pattern api.process api.state api.table api.time api.type api.window",
            "api.view -> api.state api.stream",
            "api.store -> api.connector api.function api.state api.stream api.type",
            "api.job -> api.connector api.failure api.storage api.stream api.view api.window",
            "engine.batch -> api.type api.window",
            "engine.metrics -> api.job",
            "engine.time -> api.time api.window engine.batch",
            "engine.exchange -> api.connector api.join api.storage api.type api.window engine.batch engine.journal"
                    + " engine.state engine.time",
            "engine.journal.v1 -> api.type engine.log",
            "engine.journal -> api.storage api.type engine.journal.v1 engine.log",
            "engine.log -> api.storage api.type",
            "engine.operator -> api.aggregate api.connector api.failure api.function api.job api.join api.type api.view api.window"
                    + " engine.batch engine.metrics engine.state",
            "engine.flight -> engine.batch engine.state",
            "engine.flight.v1 -> api.type engine.flight",
            "engine.source -> api.connector api.job api.time engine.batch engine.exchange engine.flight"
                    + " engine.metrics engine.operator engine.state engine.time",
            "engine.state -> api.type engine.batch",
            "engine.view -> api.aggregate api.function api.graph api.join api.state api.stream api.table api.type"
                    + " api.view api.window engine.batch engine.checkpoint engine.job engine.operator engine.process",
            "engine.explain -> api.connector api.failure api.graph api.job api.join api.pattern api.storage api.stream"
                    + " api.table api.time api.type api.view api.window engine.batch engine.checkpoint"
                    + " engine.job engine.metrics engine.operator engine.source engine.view engine.worker",
            "engine.storage -> api.storage",
            "engine.store.v1 -> api.state api.storage api.type engine.log",
            "engine.store -> api.state api.storage api.type engine.log engine.store.v1",
            "engine.aggregate -> api.aggregate api.function engine.batch engine.operator engine.state",
            "engine.window -> api.aggregate api.failure api.type api.window engine.aggregate engine.batch engine.metrics"
                    + " engine.operator engine.state engine.time",
            "engine.keyed -> api.aggregate api.failure api.table api.type engine.aggregate engine.batch engine.metrics"
                    + " engine.operator engine.state",
            "engine.table -> api.function api.table api.view engine.batch engine.metrics engine.operator engine.state"
                    + " engine.time",
            "engine.join -> api.failure api.function api.graph api.join api.table api.type api.view api.window engine.batch engine.metrics"
                    + " engine.operator engine.state engine.table engine.time engine.window",
            "engine.pattern -> api.pattern api.type api.view engine.batch engine.metrics engine.operator engine.state"
                    + " engine.time engine.window",
            "engine.process -> api.aggregate api.failure api.graph api.job api.process api.state api.type api.view"
                    + " engine.batch engine.metrics engine.operator engine.state engine.time",
            "engine.plan -> api.connector api.failure api.graph api.join engine.batch engine.exchange",
            "engine.lookup -> api.function api.graph api.job api.join api.lookup api.window engine.batch"
                    + " engine.metrics engine.operator engine.state",
            "engine.worker -> engine.batch engine.exchange engine.operator",
            "engine.job -> api.connector api.failure api.function api.graph api.job api.join api.state api.storage"
                    + " api.type api.view api.window engine.batch engine.checkpoint engine.exchange engine.flight engine.join"
                    + " engine.keyed engine.lookup engine.metrics engine.operator engine.pattern engine.plan"
                    + " engine.process engine.source engine.state engine.table engine.window"
                    + " engine.worker",
            "engine -> api.connector api.graph api.job api.state api.storage api.stream api.type api.view"
                    + " engine.checkpoint engine.exchange engine.explain engine.flight engine.flight.v1 engine.job"
                    + " engine.storage engine.store engine.view"
                    + " engine.worker",
            "testkit -> api.aggregate api.connector api.graph api.job api.storage api.stream api.type api.view engine"
                    + " engine.checkpoint engine.exchange engine.flight engine.flight.v1 engine.job engine.view"
                    + " engine.worker",
            "sketches -> api.aggregate api.function api.type",
            "connector.files -> api.aggregate api.connector api.failure api.function api.time api.type api.window",
            "connector.avro -> api.connector api.type connector.files",
            "connector.parquet -> api.connector api.type connector.files",
            "connector.protobuf -> api.type",
            "connector.socket -> api.connector api.type",
            "connector.registry -> api.function connector.avro connector.kafka connector.protobuf",
            "connector.http -> api.connector api.function api.type",
            "connector.kafka -> api.connector api.failure api.function api.type",
            "connector.jdbc -> api.connector api.function api.lookup api.type",
            "connector.postgres -> api.connector api.process api.state api.stream api.table api.type",
            "testkit.connector -> api.connector api.stream testkit",
            "engine.checkpoint -> api.job api.storage api.type api.window engine.metrics engine.source engine.state"
                    + " engine.time",
            "testkit.pipelines -> api.aggregate api.connector api.join api.lookup api.pattern api.process api.state"
                    + " api.stream api.table api.window testkit");

    /** Where a thread or a system clock may be touched: the entry, and the worker that owns the threads. */
    private static final String[] ENTRY_PACKAGES = {ROOT + "engine", ROOT + "engine.worker"};

    /** Where files may be opened. */
    private static final String FILE_PACKAGE = ROOT + "engine.storage";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace");

    private static Map<String, Set<String>> allowed(String... rows) {
        Map<String, Set<String>> map = new LinkedHashMap<>();
        for (String row : rows) {
            String[] sides = row.split("->", -1);
            Set<String> targets = Arrays.stream(sides[1].trim().split(" "))
                    .filter(target -> !target.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            map.put(sides[0].trim(), targets);
        }
        return map;
    }

    @Test
    void packagesUseOnlyWhatTheirRowAllows() {
        Set<String> forbidden = new TreeSet<>();
        Set<String> unlisted = new TreeSet<>();
        Map<String, Set<String>> used = new LinkedHashMap<>();
        for (JavaClass type : CLASSES) {
            String from = shortName(type);
            if (isLibrary(from)) {
                if (!ALLOWED.containsKey(from)) {
                    unlisted.add(from);
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String to = shortName(dependency.getTargetClass());
                    if (dependency.getTargetClass().getPackageName().startsWith(ROOT) && !to.equals(from)) {
                        used.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
                        if (!ALLOWED.getOrDefault(from, Set.of()).contains(to)) {
                            forbidden.add(dependency.getDescription());
                        }
                    }
                }
            }
        }
        assertThat(unlisted).as("packages without a row").isEmpty();
        assertThat(forbidden).as("edges that no row allows").isEmpty();
        ALLOWED.forEach((from, targets) -> assertThat(used.getOrDefault(from, Set.of()))
                .as("the row of %s allows what nobody uses", from)
                .containsAll(targets.stream()
                        .filter(target -> !OPTIONAL.contains(from + " -> " + target))
                        .toList()));
    }

    /** Allowed edges that need not be seen in use: casts and constants do not show in byte code as such. */
    private static final Set<String> OPTIONAL = Set.of(
            "engine.job -> api.window",
            "testkit -> engine",
            "connector.registry -> api.function",
            "connector.files -> api.aggregate",
            "connector.files -> api.window",
            "connector.files -> api.time",
            "connector.files -> api.function",
            "connector.files -> api.type");

    private static boolean isLibrary(String name) {
        return name.startsWith("api")
                || name.startsWith("engine")
                || name.startsWith("testkit")
                || name.startsWith("sketches")
                || name.startsWith("connector");
    }

    private static String shortName(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theEngineHasNoHiddenClockThreadRandomnessOrFile() {
        DescribedPredicate<JavaClass> engineBelowTheEntry = DescribedPredicate.describe(
                "the engine below its entry packages",
                type -> type.getPackageName().startsWith(ROOT + "engine")
                        && Arrays.stream(ENTRY_PACKAGES).noneMatch(type.getPackageName()::equals));
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .check(CLASSES);
        for (Class<?> forbidden : List.of(Executors.class, ForkJoinPool.class, ThreadLocalRandom.class)) {
            noClasses()
                    .that(engineBelowTheEntry)
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(forbidden)
                    .check(CLASSES);
        }
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .callConstructor(Thread.class)
                .check(CLASSES);
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .callConstructor(Thread.class, Runnable.class)
                .check(CLASSES);
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .check(CLASSES);
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
        noClasses()
                .that(engineBelowTheEntry)
                .should()
                .callMethod(java.time.InstantSource.class, "system")
                .check(CLASSES);
    }

    @Test
    void onlyTheStorageOpensFiles() {
        for (Class<?> forbidden : List.of(
                Files.class,
                FileChannel.class,
                RandomAccessFile.class,
                FileInputStream.class,
                FileOutputStream.class)) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "engine..")
                    .and()
                    .resideOutsideOfPackage(FILE_PACKAGE)
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(forbidden)
                    .check(CLASSES);
        }
    }

    @Test
    void noEngineClassDrawsARandomNumberOrReadsATimerEvenAtTheEntry() {
        for (Class<?> forbidden : List.of(Random.class, ThreadLocalRandom.class, Executors.class)) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "engine..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(forbidden)
                    .check(CLASSES);
        }
        noClasses()
                .that()
                .resideInAPackage(ROOT + "engine..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void nothingIsEverDeserializedByJava() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheEntryAndTheWorkerMakeThreads() {
        classes()
                .that()
                .resideInAPackage(ROOT + "engine..")
                .and()
                .resideOutsideOfPackages(ENTRY_PACKAGES)
                .should(new com.tngtech.archunit.lang.ArchCondition<>("not make threads") {
                    @Override
                    public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                        type.getConstructorCallsFromSelf().stream()
                                .filter(call -> call.getTargetOwner().isAssignableTo(Thread.class))
                                .forEach(call -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                                        call, call.getDescription())));
                    }
                })
                .check(CLASSES);
    }
}
