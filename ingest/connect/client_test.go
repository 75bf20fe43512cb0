package connect

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

func TestInternalAddressesAreNotAsked(t *testing.T) {
	s := newServer(t)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := NewClient(false)
	t.Cleanup(client.CloseIdleConnections)
	c := NewCalendars(client, nil, NewMetrics(nil), now, nil)
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "127.1.2.3"} {
		if err := c.Fill(t.Context(), &record.Calendar{URL: "http://" + host + ":" + u.Port()}); err == nil {
			t.Errorf("%s was asked", host)
		}
	}
	if n := s.asked(); n != 0 {
		t.Errorf("%d requests went through", n)
	}
}

func TestPublic(t *testing.T) {
	for _, address := range []string{
		"127.0.0.1:443", "10.1.2.3:443", "172.16.0.1:443", "192.168.1.1:80", "169.254.169.254:80", "100.64.0.1:443", "0.0.0.0:80", "224.0.0.1:443",
		"255.255.255.255:443", "240.0.0.1:443", "198.18.0.1:443", "192.0.0.8:443", "[::1]:443", "[::]:443", "[fe80::1]:443", "[fc00::1]:443",
		"[fd12::1]:443", "[ff02::1]:443", "[::ffff:10.0.0.1]:443", "[::10.0.0.1]:443", "[64:ff9b::a00:1]:443", "[2002:a00:1::]:443", "[2001:0:a00:1::]:443",
		"93.184.216.34:22", "93.184.216.34:8080", "93.184.216.34", "example.org:443", "",
	} {
		if public(address) == nil {
			t.Errorf("%s may be asked", address)
		}
	}
	for _, address := range []string{"93.184.216.34:443", "93.184.216.34:80", "[2606:2800:220:1::1]:443", "[::ffff:93.184.216.34]:443"} {
		if err := public(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestRedirects(t *testing.T) {
	var referers []string
	mux := http.NewServeMux()
	mux.HandleFunc("/calendar", func(w http.ResponseWriter, r *http.Request) {
		referers = append(referers, r.Header.Get("Referer"))
		_, _ = w.Write([]byte(ics("20261201T180000")))
	})
	to := func(where string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, where, http.StatusFound) }
	}
	mux.HandleFunc("/moved", to("/calendar"))
	mux.HandleFunc("/loop", to("/loop"))
	mux.HandleFunc("/file", to("file:///etc/passwd"))
	mux.HandleFunc("/ftp", to("ftp://127.0.0.1/calendar.ics"))
	plain := httptest.NewServer(mux)
	t.Cleanup(plain.Close)
	mux.HandleFunc("/down", to(plain.URL+"/calendar"))
	secure := httptest.NewTLSServer(mux)
	t.Cleanup(secure.Close)

	client := NewClient(true)
	client.Transport.(*http.Transport).TLSClientConfig = secure.Client().Transport.(*http.Transport).TLSClientConfig
	t.Cleanup(client.CloseIdleConnections)
	c := NewCalendars(client, nil, NewMetrics(nil), now, nil)
	for address, wrong := range map[string]string{
		plain.URL + "/moved": "", plain.URL + "/loop": "more than 5 redirects", plain.URL + "/file": "a redirect from http to file",
		plain.URL + "/ftp": "a redirect from http to ftp", secure.URL + "/down": "a redirect from https to http", secure.URL + "/moved": "",
		strings.Replace(secure.URL, "https://", "webcal://", 1) + "/calendar": "",
	} {
		err := c.Fill(t.Context(), &record.Calendar{URL: address})
		if (err == nil) != (wrong == "") || err != nil && !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v, want %q", address, err, wrong)
		}
		if _, told := errors.AsType[*url.Error](err); told {
			t.Errorf("the error tells the address: %v", err)
		}
	}
	for _, r := range referers {
		if r != "" {
			t.Errorf("told whence: %s", r)
		}
	}
}
