package stream

import "strings"

// ReasonKind is what the reason of a receipt is about, for those who say it in words of their own.
type ReasonKind string

// The kinds of reasons.
const (
	ReasonUnknown   ReasonKind = "unknown"   // nobody knows the format
	ReasonEmpty     ReasonKind = "empty"     // the file has no content
	ReasonDamaged   ReasonKind = "damaged"   // it is not whole
	ReasonHostile   ReasonKind = "hostile"   // it is made to do harm
	ReasonLarge     ReasonKind = "large"     // it is larger than it may be
	ReasonNested    ReasonKind = "nested"    // archives within archives
	ReasonLocked    ReasonKind = "locked"    // it wants a password
	ReasonForgotten ReasonKind = "forgotten" // it was forgotten
	ReasonNothing   ReasonKind = "nothing"   // nothing in it is of use
	ReasonTimeless  ReasonKind = "timeless"  // it tells no time
	ReasonAlone     ReasonKind = "alone"     // it tells something only within its archive
	ReasonEncoding  ReasonKind = "encoding"  // its text is in an encoding that is not known
	ReasonSome      ReasonKind = "some"      // some of it is of no use
	ReasonLines     ReasonKind = "lines"     // some of its lines are not as they should be
	ReasonEntry     ReasonKind = "entry"     // it is no entry as this version knows them
	ReasonAgain     ReasonKind = "again"     // it is being read once more
	ReasonOther     ReasonKind = "other"     // only the reason itself says what it is about
)

// reasonBegins is how the reasons of each kind begin.
func reasonBegins() []struct {
	kind   ReasonKind
	begins []string
} {
	return []struct {
		kind   ReasonKind
		begins []string
	}{
		{ReasonUnknown, []string{"unknown format"}},
		{ReasonEmpty, []string{"empty"}},
		{ReasonDamaged, []string{"damaged", "cut off", "nothing could be read", "not a FIT file"}},
		{ReasonHostile, []string{"hostile"}},
		{ReasonLarge, []string{"too large"}},
		{ReasonNested, []string{"archives within archives"}},
		{ReasonLocked, []string{"encrypted"}},
		{ReasonForgotten, []string{"forgotten"}},
		{ReasonNothing, []string{"there is no "}},
		{ReasonTimeless, []string{"its name tells no time"}},
		{ReasonAlone, []string{"only its name in the archive"}},
		{ReasonEncoding, []string{"its encoding is not known"}},
		{ReasonSome, []string{"not everything in it", "some of it"}},
		{ReasonLines, []string{"line "}},
		{ReasonEntry, []string{"not an entry", "an entry of a later version"}},
		{ReasonAgain, []string{"it is being decoded again"}},
	}
}

// ReasonKinds lists the kinds, but for ReasonOther.
func ReasonKinds() (out []ReasonKind) {
	for _, k := range reasonBegins() {
		out = append(out, k.kind)
	}
	return out
}

// KindOfReason tells what a reason is about, "" where there is none.
func KindOfReason(reason string) ReasonKind {
	if reason == "" {
		return ""
	}
	for _, k := range reasonBegins() {
		for _, begin := range k.begins {
			if strings.HasPrefix(reason, begin) {
				return k.kind
			}
		}
	}
	return ReasonOther
}
