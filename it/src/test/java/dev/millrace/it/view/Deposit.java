package dev.millrace.it.view;

/** A record of these tests; no two have the same time. */
record Deposit(long time, String account, long cents) {}
