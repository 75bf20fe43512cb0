// Package web draws the athlete's own page as HTML, whole on the server: the answer first, then the reason, then the picture, then the
// number.
//
// The pages need no JavaScript, and no inline style or script, so that the strictest content security policy fits. A day without a value
// is a gap in every chart, never zero and never joined by a line. Every word is in English or Norwegian Bokmål.
package web
