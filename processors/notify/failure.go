package notify

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/textproto"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/hvilepuls/hvilepuls/internal/outward"
)

// Failure is why an attempt failed, in words that hold no address: those are secrets.
type Failure struct {
	Reason    string
	Permanent bool          // another attempt would fail alike
	After     time.Duration // the channel asked to be left alone for so long; 0 where it did not
}

// Error is the reason.
func (f Failure) Error() string { return f.Reason }

func failure(reason string, permanent bool) Failure {
	return Failure{Reason: reason, Permanent: permanent}
}

// ofStatus is the failure that an answer over HTTP means, nil for none. A request that is refused is refused again; a server that is busy,
// away or slow may take it later.
func ofStatus(status int, h http.Header) error {
	if status < http.StatusMultipleChoices {
		return nil
	}
	f := failure(fmt.Sprintf("the service answered %d", status), true)
	switch {
	case status >= http.StatusInternalServerError, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests:
		f.Permanent = false
	}
	const most = 3600 // s
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s > 0 {
		f.After = time.Duration(min(s, most)) * time.Second
	}
	return f
}

// ofReply is the failure that the answer of a mail server means.
func ofReply(code int) error {
	const permanent = 500 // RFC 5321 4.2.1
	return failure(fmt.Sprintf("the mail server answered %d", code), code >= permanent)
}

// classify turns the error of an attempt into a Failure; nil stays nil.
func classify(err error) error {
	var (
		known Failure
		reply *textproto.Error

		letter *mail.SendError
		dns    *net.DNSError
		cert   *x509.UnknownAuthorityError
		name   x509.HostnameError
		slow   net.Error
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, outward.ErrInternal):
		return failure("its address lies on this computer or in its network (alerts.internal allows that)", true)
	case errors.As(err, &letter) && letter.ErrorCode() > 0:
		return ofReply(letter.ErrorCode())
	case errors.As(err, &reply):
		return ofReply(reply.Code)
	case errors.As(err, &dns):
		return failure("its name cannot be resolved", false)
	case errors.As(err, &cert), errors.As(err, &name):
		return failure("its certificate is not trusted", false)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return failure("it did not answer in time", false)
	}
	return failure("it cannot be reached", false)
}
