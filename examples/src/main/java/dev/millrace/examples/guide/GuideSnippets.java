package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Generator;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.StoreRevision;
import dev.millrace.api.state.StoreView;
import dev.millrace.api.state.VersionConflictException;
import dev.millrace.api.state.Watch;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.window.WindowResult;
import dev.millrace.connector.files.Csv;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.engine.Millrace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The code of the README and the guide, so that it is compiled. A test compares the pages with this file. */
final class GuideSnippets {

    private GuideSnippets() {}

    // snippet: edit
    record Edit(Instant time, String channel, String user, long added) {}
    // end

    // snippet: bid
    record Bid(long auction, long price, Instant time) {}
    // end

    static void readme(Path path, Path lateFile) throws InterruptedException {
        // snippet: readme
        Pipeline pipeline = Pipeline.named("wikipedia");

        Stream<Edit> edits = pipeline.read(
                "edits", JsonLines.in(path).as(Edit.class).eventTime(Edit::time).outOfOrderBy(Duration.ofMinutes(5)));

        WindowedResults<Edit, String, LongSummary> hourly = edits.keyBy(Edit::channel)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("hourly", summary(Edit::added)); // count, sum, average, min, max

        hourly.write("table", Console.table());
        hourly.late().write("late", JsonLines.to(lateFile));

        Millrace.run(pipeline);
        // end
    }

    static void first() throws InterruptedException {
        // snippet: first
        List<Bid> list = List.of(
                new Bid(1, 100, Instant.parse("2026-01-01T00:00:03Z")),
                new Bid(1, 250, Instant.parse("2026-01-01T00:00:07Z")),
                new Bid(2, 80, Instant.parse("2026-01-01T00:00:12Z")));

        Pipeline pipeline = Pipeline.named("first");
        pipeline.read("bids", ListSource.of(list).eventTime(Bid::time))
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate("prices", summary(Bid::price))
                .write("out", Console.table());

        Millrace.run(pipeline);
        // end
    }

    static void stateless(Stream<Bid> bids) {
        // snippet: stateless
        Stream<Bid> large = bids.filter(bid -> bid.price() >= 100);
        Stream<Long> prices = large.map(Bid::price);
        Stream<Long> digits = prices.flatMap((price, out) -> {
            for (long rest = price; rest > 0; rest /= 10) {
                out.accept(rest % 10);
            }
        });
        Stream<Long> both = prices.union(digits).peek(number -> System.out.println(number));
        // end
        both.write("both", Console.lines());
    }

    // snippet: composed
    record Activity(long bids, long turnover, LongSummary price, List<Long> prices) {}

    static WindowedResults<Bid, Long, Activity> activity(KeyedStream<Bid, Long> byAuction) {
        return byAuction
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate(
                        "activity",
                        allOf(count(), sum(Bid::price), summary(Bid::price), collect(Bid::price), Activity::new));
    }
    // end

    static void time(Pipeline pipeline, Path path) {
        // snippet: time
        pipeline.read(
                "edits",
                JsonLines.in(path)
                        .as(Edit.class)
                        .eventTime(Edit::time)
                        .outOfOrderBy(Duration.ofMinutes(5))
                        .idleAfter(Duration.ofSeconds(10))
                        .futureBound(Duration.ofMinutes(1)));
        // end
    }

    static void files(Pipeline pipeline, Path directory, Path log, Stream<WindowResult<String, LongSummary>> results) {
        // snippet: files
        pipeline.read("archive", JsonLines.in(directory).as(Edit.class).eventTime(Edit::time));
        pipeline.read("live", JsonLines.in(log).as(Edit.class).follow().eventTime(Edit::time));
        results.write("json", JsonLines.to(Path.of("hourly.jsonl.gz")));
        results.write("csv", Csv.to(Path.of("hourly.csv")));
        // end
    }

    static void directory(Stream<Edit> edits) {
        // snippet: directory
        edits.write(
                "archive",
                JsonLines.<Edit>toDirectory(Path.of("edits"))
                        .named("edits.jsonl.gz")
                        .partitionBy("day", edit -> LocalDate.ofInstant(edit.time(), ZoneOffset.UTC))
                        .rollAtBytes(256L << 20)
                        .rollAfter(Duration.ofHours(1))
                        .rollAfterEpochs(60));
        // end
    }

    static void generator(Pipeline pipeline) {
        // snippet: generator
        pipeline.read(
                "bids",
                Generator.of(i -> new Bid(i % 100, i, Instant.ofEpochMilli(i)))
                        .limit(1_000_000)
                        .perSecond(50_000)
                        .splits(4)
                        .eventTime(Bid::time));
        // end
    }

    static void push() throws InterruptedException {
        // snippet: push
        Pipeline pipeline = Pipeline.named("live");
        Stream<Bid> bids = pipeline.read(
                "bids",
                Push.of(Bid.class)
                        .capacity(10_000)
                        .whenFull(Push.Overflow.BLOCK)
                        .eventTime(Bid::time));
        bids.keyBy(Bid::auction)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate("counts", count())
                .write("out", CallbackSink.of(result -> System.out.println(result)));

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline)) {
            Ingress<Bid> in = job.ingress(bids);
            in.put(new Bid(7, 100, Instant.now()));
            in.close();
            job.await();
        }
        // end
    }

    static void here(EmbeddedRuntime runtime, Pipeline pipeline, Stream<Bid> bids) throws InterruptedException {
        // snippet: callers-thread
        try (CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            Ingress<Bid> in = job.ingress(bids);
            in.put(new Bid(7, 100, Instant.now())); // its results have reached the sinks when put returns
            job.runUntilIdle(); // now and then, so that silence can close windows
            in.close();
        }
        // end
    }

    static void ledger(Job job) {
        // snippet: ledger
        Ledger ledger = job.ledger();
        System.out.print(ledger.toTable());
        Ledger.Row hourly = ledger.operator("hourly");
        System.out.println(hourly.late() + " late, " + hourly.held() + " in open windows");
        // end
    }

    static void explain(Pipeline pipeline) {
        // snippet: explain
        System.out.println(pipeline.explain().text());
        System.out.println(pipeline.explain().mermaid());
        try (EmbeddedRuntime runtime = Millrace.embedded()) {
            System.out.println(runtime.explain(pipeline).text());
        }
        // end
    }

    // snippet: account
    record Account(String owner, long cents) {}
    // end

    static void store(Path directory, Executor background) throws IOException {
        // snippet: store-open
        StateStore<String, Account> accounts = EmbeddedStore.builder()
                .retention(Retention.forDuration(Duration.ofDays(7)))
                .compactOn(background, 64 << 20) // whenever the log has grown by 64 MB
                .open(directory);
        // end

        // snippet: store-write
        long version = accounts.put("17", "balance", new Account("alice", 100)); // durable when it returns
        accounts.write(new WriteBatch<String, Account>() // both or none
                .put("17", "balance", new Account("alice", 60))
                .put("18", "balance", new Account("bob", 40)));
        accounts.delete("18");
        // end

        // snippet: store-read
        Account now = accounts.get("17", "balance");
        Account before = accounts.getAsOf("17", "balance", version);
        Account yesterday = accounts.getAsOf("17", "balance", Instant.now().minus(Duration.ofDays(1)));
        Map<String, Map<String, Account>> both = accounts.getAll(List.of("17", "18")); // as of one version
        for (StoreRevision<Account> revision : accounts.history("17", "balance")) {
            System.out.println(revision.version() + " " + revision.time() + " " + revision.value());
        }
        // end
        System.out.println(now + " " + before + " " + yesterday + " " + both);

        // snippet: store-view
        try (StoreView<String, Account> view = accounts.view()) {
            view.range("10", "20").forEach(row -> System.out.println(row.key() + " " + row.fields()));
        }
        // end

        // snippet: store-condition
        long seen = accounts.version("17");
        Account account = accounts.get("17", "balance");
        if (account != null) {
            try {
                accounts.write(new WriteBatch<String, Account>()
                        .requireVersion("17", seen)
                        .put("17", "balance", new Account(account.owner(), account.cents() - 10)));
            } catch (VersionConflictException somebodyElse) {
                System.out.println("read it and try again: " + somebodyElse.getMessage());
            }
        }
        // end

        // snippet: store-watch
        Watch watch = accounts.watch(
                write -> System.out.println("version " + write.version() + ": " + write.changes()), background);
        // end
        watch.close();
        accounts.close();
    }
}
