package source

// Drop is a reason for which receipts count values that were not kept.
type Drop struct {
	Name string // in receipts, and as a label of Prometheus
	Doc  string
}

// Drops are all the reasons, so that nothing is left out for one that nobody can look up.
func Drops() []Drop {
	return []Drop{
		{dropRange, "a heart rate that no person has: under 25 or over 230, or a device's sign for none"},
		{dropValue, "a value that no person has"},
		{dropTime, "a time before 2000 or after 2099, or a stretch of time that no night or workout takes"},
		{dropFar, "a time more than seven days from its activity"},
		{dropUnworn, "a device's sign for a value that it did not measure"},
		{dropNoSleep, "a night in which nobody slept"},
		{dropStub, "a night without its date or its times"},
		{dropTwice, "a night that another record of the same file tells better"},
		{dropStart, "a stage of sleep of which only the end is known"},
		{dropOlder, "a night as an older algorithm saw it, where the newest saw it too"},
		{dropUnscored, "a record that the vendor has not computed yet"},
		{dropDeleted, "a record that the vendor says was deleted"},
		{dropRoundTrip, "a value that came from another app's store, which is a source of its own"},
		{dropCounted, "steps that another device of the same source counted too"},
		{dropRepeated, "what another member of the same archive tells too, and better"},
		{dropElsewhere, "a value that another file of the same export holds"},
		{dropDoubtful, "a goal, or a measure that may be somebody else's on the same scales"},
		{dropUnplaced, "strength sets that belong to no workout"},
		{dropNoWork, "a strength set without repetitions, time or distance"},
		{dropTooMany, "what is more than a file of its kind can hold"},
		{dropShape, "an element, line or row that is not what the rest of its list is"},
		{dropUnknown, "a member of an archive that no format recognises"},
		{dropUnknownKey, "a row of a kind that is not known"},
		{dropTable, "a table of a database whose samples are not read"},
		{dropSeries, "a series of a kind that is not used"},
		{dropUnused, "a record of a kind that is not used: energy, distance, noise …"},
	}
}
