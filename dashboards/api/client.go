package api

import (
	"net"
	"net/http"
)

// clientAddr is the address that a request came from, without its port; of a connection within the machine "local".
func clientAddr(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "local"
	}
	return host
}

// overTLS tells whether the visitor's connection is encrypted, here or up to a proxy. Whoever lies about it only makes their own browser
// refuse the cookie.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}
