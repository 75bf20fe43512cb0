// Package risk tells how recovered an athlete is, on two axes that are never mixed: the systemic one (an evidence table over resting heart
// rate, variability, sleep, load, strength, the athlete's own words and illness, and a state machine over the days), and the local one (the
// hours since the glutes were trained and the dose of it). From both it makes the verdict before a glute session.
//
// It is pure: no I/O and no clock. It shows signs and never diagnoses. Missing data lowers the confidence, never the risk.
package risk
