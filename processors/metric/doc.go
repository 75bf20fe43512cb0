// Package metric holds the formulas of Hvilepuls and the table of its metrics.
//
// The formulas are pure functions of numbers, one family a file. A missing number is NaN, in and out; a result that cannot be computed is
// NaN too, never 0. The table (see [Table]) says how each metric of a day is made from an athlete's days; [Frame] holds those days as
// columns and evaluates the table. Nothing here does I/O, asks a clock or depends on the order in which data arrived.
package metric
