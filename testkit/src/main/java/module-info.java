/** Runs whole pipelines on one thread, in virtual time, in an order that a seed decides. */
module dev.millrace.testkit {
    requires static org.jspecify;
    requires transitive dev.millrace.api;
    requires dev.millrace.engine;

    exports dev.millrace.testkit;
    exports dev.millrace.testkit.pipelines;

    // What is stored of records is read and made through reflection.
    opens dev.millrace.testkit.pipelines to
            dev.millrace.api;
}
