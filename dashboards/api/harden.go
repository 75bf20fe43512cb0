package api

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// policy lets a page use what this server serves, and nothing written into the page itself.
const policy = "default-src 'none'; object-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// features are what a page may not ask the browser for.
const features = "accelerometer=(), bluetooth=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), " +
	"midi=(), payment=(), serial=(), usb=()"

const year = "max-age=31536000" // of seconds

// harden sets what holds for every answer. What may be kept for longer says so itself.
func harden(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", features)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if overTLS(r) {
			h.Set("Strict-Transport-Security", year)
		}
		next.ServeHTTP(w, r)
	})
}

// named turns away requests for another host than this one: a name that its owner first points elsewhere and then at this machine
// (rebinding) would have a browser take the owner's pages for ours. Of a server that listens beyond the machine nobody knows the names unless they are set.
func (d *Doors) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != healthPath && r.URL.Path != readyPath && !d.ours(r.Host) {
			d.refused.WithLabelValues(refusedHost).Inc()
			http.Error(w, "this server has another name: http.hosts in its settings lists those by which a proxy or a browser may ask for it", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (d *Doors) ours(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	listens, _, _ := net.SplitHostPort(d.cfg.Listen)
	return loopback(host) || slices.Contains(d.cfg.Hosts, host) || len(d.cfg.Hosts) == 0 && !loopback(listens)
}

// loopback tells whether only this machine reaches a host.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
