package dev.millrace.examples.guide;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Job;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.store.Stores;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.view.JoinRow;
import dev.millrace.api.view.NamedState;
import dev.millrace.api.view.OpenWindow;
import dev.millrace.api.view.PartialMatch;
import dev.millrace.api.view.PendingTimers;
import dev.millrace.api.view.RowVersion;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.SavedState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The code of the guide's sections on looking at state, and on stores in pipelines, compiled. */
final class ViewSnippets {

    private ViewSnippets() {}

    /** What the function of the guide declares. */
    static final ValueSpec<Instant> SMALL = StateSpec.value("small", Instant.class);

    /** A payment. */
    record Payment(String card, long cents, Instant time) {}

    static void views(Job job, Table<String, Payment> latest) throws InterruptedException {
        // snippet: view
        try (StateView view = job.view()) {
            Optional<Payment> last = view.table(latest).get("4711");
            Optional<Instant> small = view.value("small-then-large", SMALL, "4711");
            List<OpenWindow<Long>> open =
                    view.<String, Long>windows("hourly").get("4711").orElse(List.of());
            Map<String, Long> totals = view.<String, Long>aggregate("totals").asMap();
            System.out.println(last + " " + small + " " + open + " " + totals);
        }
        // end

        // snippet: view-names
        try (StateView view = job.view()) {
            for (NamedState state : view.states()) {
                System.out.println(state + ": " + state.description());
            }
        }
        // end
    }

    /** A rate of exchange. */
    record Rate(String currency, double value) {}

    static void waiting(StateView view) {
        // snippet: view-waiting
        List<JoinRow> rows = view.<String>joinRows("visits").get("4711").orElse(List.of());
        List<PartialMatch<Payment>> begun =
                view.<String, Payment>partialMatches("fraud").get("4711").orElse(List.of());
        List<RowVersion<Rate>> rates =
                view.<String, Rate>versions("with-rates").get("EUR").orElse(List.of());
        Optional<PendingTimers> timers = view.<String>timers("small-then-large").get("4711");
        // end
        System.out.println(rows + " " + begun + " " + rates + " " + timers);
    }

    static void saved(Path directory, Pipeline pipeline) throws IOException {
        // snippet: saved-state
        try (StateView view = SavedState.in(directory).newest(pipeline)) {
            Map<String, Long> totals = view.<String, Long>aggregate("totals").asMap();
            System.out.println("epoch " + view.epoch() + ": " + totals);
        }
        // end
    }

    static void stores(StateStore<String, Long> store, ListSource<Payment> source) {
        Pipeline pipeline = Pipeline.named("stores");
        Stream<Payment> payments = pipeline.read("payments", source.eventTime(Payment::time));

        // snippet: store-sink
        Table<String, Long> totals = payments.keyBy(Payment::card).aggregate("totals", Aggregates.sum(Payment::cents));
        totals.changes()
                .write("to-store", Stores.writes("totals", store, Change::key, total -> "total", Change::value));
        // end

        // snippet: store-table
        Table<String, Long> limits = Stores.table(pipeline, "limits", store, "limit");
        // end

        // snippet: store-source
        pipeline.read("audit", Stores.changes(store).sourceTime())
                .filter(update -> update.value() == null)
                .write("deleted", Console.lines());
        // end
        System.out.println(limits);
    }
}
