// Package outward makes connections to addresses that a person named, and keeps them away from this computer and its network.
package outward

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

const (
	dialTime   = 10 * time.Second
	answerTime = 20 * time.Second // until the head of the answer
	fetchTime  = time.Minute      // of one fetch with all its redirects
	mostHeader = 64 << 10         // bytes
)

// MostRedirect is how many redirects are followed.
const MostRedirect = 5

// Rule says whom may be connected to.
type Rule struct {
	Internal bool     // addresses on this computer and in its network too, on any port
	Ports    []uint16 // of public addresses; none: any
	Dry      bool     // connect to nobody: whoever may be connected to fails with ErrDry
}

// Web is the rule for what lies on the web: ports 80 and 443 of public addresses.
func Web(internal bool) Rule { return Rule{Internal: internal, Ports: []uint16{80, 443}} }

// NewClient makes a client for addresses that a person named. It connects to nothing but what the rule allows; that is asked of the address
// that the name was resolved to, at the moment of connecting, so that no name and no redirect leads around it. It uses no proxy and keeps no
// cookies.
func NewClient(r Rule) *http.Client {
	return &http.Client{
		Timeout:       fetchTime,
		CheckRedirect: checkRedirect,
		Transport: &http.Transport{
			DialContext: r.Dialer().DialContext, TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: answerTime,
			MaxResponseHeaderBytes: mostHeader, MaxIdleConns: 1, IdleConnTimeout: dialTime, ForceAttemptHTTP2: true,
		},
	}
}

// Dialer connects to what the rule allows.
func (r Rule) Dialer() *net.Dialer {
	d := &net.Dialer{Timeout: dialTime}
	if !r.Internal || r.Dry {
		d.Control = func(_, address string, _ syscall.RawConn) error {
			if err := r.Check(address); err != nil || !r.Dry {
				return err
			}
			return ErrDry
		}
	}
	return d
}

// checkRedirect follows a few redirects over HTTP, none of them out of TLS, and tells nobody whence: the address of a calendar is its key.
func checkRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case len(via) > MostRedirect:
		return fmt.Errorf("more than %d redirects", MostRedirect)
	case req.URL.Scheme != "https" && (req.URL.Scheme != "http" || via[len(via)-1].URL.Scheme == "https"):
		return fmt.Errorf("a redirect from %s to %s", via[len(via)-1].URL.Scheme, req.URL.Scheme)
	}
	req.Header.Del("Referer")
	return nil
}

// WithoutAddress is an error of a client without the address it speaks of, which is a secret.
func WithoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
