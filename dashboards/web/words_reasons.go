package web

import (
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// englishReasons say why a file, or a part of it, was not taken.
func englishReasons() map[stream.ReasonKind]string {
	return map[stream.ReasonKind]string{
		stream.ReasonUnknown: "its format is not known here", stream.ReasonEmpty: "it is empty: copy or download it again",
		stream.ReasonDamaged: "it is damaged or not whole: copy or download it again", stream.ReasonHostile: "it is made as no device makes one, and was not read",
		stream.ReasonLarge: "it is too large", stream.ReasonNested: "too many archives lie in one another: unpack it first",
		stream.ReasonLocked: "it wants a password: send it again with the right one", stream.ReasonForgotten: "it was forgotten, and does not come back by itself",
		stream.ReasonNothing: "there is nothing in it that is of use", stream.ReasonTimeless: "neither it nor its name tells when it was",
		stream.ReasonAlone: "it tells something only within its archive: send that whole", stream.ReasonEncoding: "its characters cannot be read: save it as UTF-8",
		stream.ReasonSome: "not all of it could be used", stream.ReasonLines: "some of its lines could not be used",
		stream.ReasonEntry: "it is no entry that this version can read", stream.ReasonAgain: "it is being read once more",
	}
}

func norwegianReasons() map[stream.ReasonKind]string {
	return map[stream.ReasonKind]string{
		stream.ReasonUnknown: "formatet er ikke kjent her", stream.ReasonEmpty: "den er tom: kopier eller last den ned på nytt",
		stream.ReasonDamaged: "den er skadet eller ikke hel: kopier eller last den ned på nytt", stream.ReasonHostile: "den er laget slik ingen enhet gjør det, og ble ikke lest",
		stream.ReasonLarge: "den er for stor", stream.ReasonNested: "for mange arkiver ligger i hverandre: pakk det ut først",
		stream.ReasonLocked: "den er låst: send den på nytt med riktig passord", stream.ReasonForgotten: "den er glemt, og kommer ikke tilbake av seg selv",
		stream.ReasonNothing: "det er ingenting i den som kan brukes", stream.ReasonTimeless: "verken den eller navnet sier når det var",
		stream.ReasonAlone: "den sier bare noe sammen med arkivet sitt: send hele arkivet", stream.ReasonEncoding: "tegnene kan ikke leses: lagre den som UTF-8",
		stream.ReasonSome: "ikke alt i den kunne brukes", stream.ReasonLines: "noen av linjene kunne ikke brukes",
		stream.ReasonEntry: "den er ingen innføring som denne utgaven kan lese", stream.ReasonAgain: "den leses på nytt",
	}
}
