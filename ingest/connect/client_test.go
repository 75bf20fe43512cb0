package connect

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/outward"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

func TestInternalAddressesAreNotAsked(t *testing.T) {
	s := newServer(t)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := outward.NewClient(outward.Web(false))
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

	client := outward.NewClient(outward.Web(true))
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
