package connect

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

const (
	dialTime     = 10 * time.Second
	answerTime   = 20 * time.Second // until the head of the answer
	fetchTime    = time.Minute      // of one fetch with all its redirects
	mostRedirect = 5
	mostHeader   = 64 << 10 // bytes
)

var errInternal = errors.New("the address lies on this computer or in its network (ingest.calendars.internal allows that)")

// NewClient makes a client for addresses that a person named. Unless internal is set it connects to nothing but ports 80 and 443 of public
// addresses; that is asked of the address that the name was resolved to, at the moment of connecting, so that no name and no redirect leads
// around it. It uses no proxy and keeps no cookies.
func NewClient(internal bool) *http.Client {
	dialer := net.Dialer{Timeout: dialTime}
	if !internal {
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return public(address) }
	}
	return &http.Client{
		Timeout:       fetchTime,
		CheckRedirect: checkRedirect,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: answerTime,
			MaxResponseHeaderBytes: mostHeader, MaxIdleConns: 1, IdleConnTimeout: dialTime, ForceAttemptHTTP2: true,
		},
	}
}

// checkRedirect follows a few redirects over HTTP, none of them out of TLS, and tells nobody whence: the address of a calendar is its key.
func checkRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case len(via) > mostRedirect:
		return fmt.Errorf("more than %d redirects", mostRedirect)
	case req.URL.Scheme != "https" && (req.URL.Scheme != "http" || via[len(via)-1].URL.Scheme == "https"):
		return fmt.Errorf("a redirect from %s to %s", via[len(via)-1].URL.Scheme, req.URL.Scheme)
	}
	req.Header.Del("Referer")
	return nil
}

// public fails for an address and port that are not those of a public web server.
func public(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errInternal
	}
	ip := at.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || slices.ContainsFunc(special(), func(p netip.Prefix) bool { return p.Contains(ip) }) {
		return errInternal
	}
	if at.Port() != 80 && at.Port() != 443 {
		return fmt.Errorf("port %d is none of the web's, 80 and 443 (ingest.calendars.internal allows others)", at.Port())
	}
	return nil
}

// special are the networks that are global by their form only (IANA special-purpose address registries), and those that carry another
// address within.
func special() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
		netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2002::/16"),
		netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("::/96"),
	}
}

// withoutAddress is an error of a client without the address it speaks of, which is a secret.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
