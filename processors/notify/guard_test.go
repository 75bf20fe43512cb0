package notify

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/hvilepuls/hvilepuls/internal/outward"
)

// resolver is a name server of the test. A name has its answers one after the other, the last of them from then on.
type resolver struct {
	t     *testing.T
	names map[string][]string
	asked map[string]int
}

func startResolver(t *testing.T, names map[string][]string) {
	t.Helper()
	r := &resolver{t: t, names: names, asked: map[string]int{}}
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = conn.WriteTo(r.answer(b[:n]), from)
		}
	}()
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		_ = conn.Close()
		<-ended
	})
}

func (r *resolver) answer(q []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(q) != nil || len(m.Questions) != 1 {
		return nil
	}
	m.Response, m.Additionals = true, nil
	question := m.Questions[0]
	name := strings.TrimSuffix(question.Name.String(), ".")
	all, known := r.names[name]
	if !known {
		m.RCode = dnsmessage.RCodeNameError
	} else if question.Type == dnsmessage.TypeA {
		at := netip.MustParseAddr(all[min(r.asked[name], len(all)-1)])
		r.asked[name]++
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AResource{A: at.As4()},
		}}
	}
	b, err := m.Pack()
	if err != nil {
		r.t.Error(err)
	}
	return b
}

// listener counts the connections that come to this computer.
func listener(t *testing.T) (port string, came *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	came = &atomic.Int64{}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			came.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-ended
	})
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, came
}

// inner are ways to write hosts on this computer, in its network or beyond the reach of a notice.
func inner() []string {
	return []string{
		"127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.01",
		"0.0.0.0", "0", "0.1.2.3", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]",
		"localhost", "LOCALHOST", "localhost.", "sub.localhost", "inner.example", "metadata.google.internal", "127.0.0.1.nip.example",
		"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.254", "100.64.0.1", "100.127.255.255",
		"169.254.169.254", "169.254.0.1", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fdff::1]", "[fec0::1]",
		"[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::a00:1]",
		"192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "[2001:db8::1]", "[100::1]",
		"224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "[ff02::1]", "１２７.0.0.1", "①②⑦.0.0.1",
	}
}

// at are the addresses of each kind of channel that lead to a host.
func at(hostport string) map[string]string {
	return map[string]string{
		"hook": "https://" + hostport + "/x", "hook, no TLS": "http://" + hostport + "/x", "generic": "generic+https://" + hostport + "/x",
		"ntfy": "ntfy://" + hostport + "/topic", "ntfy, no TLS": "ntfy://" + hostport + "/topic?scheme=http",
		"gotify": "gotify://" + hostport + "/AbCdEfGhIjKlMnO", "gotify, no TLS": "gotify://" + hostport + "/AbCdEfGhIjKlMnO?disabletls=yes",
		"signal": "signal://" + hostport + "/+4712345678/+4787654321", "signal, no TLS": "signal://" + hostport + "/+4712345678/+4787654321?disabletls=yes",
		"matrix": "matrix://:sesam@" + hostport + "/?rooms=!a:b", "matrix, no TLS": "matrix://:sesam@" + hostport + "/?rooms=!a:b&disableTLS=yes",
		"telegram": "telegram://1:sesam@telegram?chats=1&server=" + url.QueryEscape("https://"+hostport),
		"mail":     "smtp://" + hostport + "/?from=a@example.org&to=b@example.org", "mail, TLS first": "smtp://" + hostport + "/?from=a@example.org&to=b@example.org&encryption=ImplicitTLS",
	}
}

// Nothing on this computer or in its network is connected to, however its address is written and by whatever kind of channel.
func TestNoInnerAddressIsConnectedTo(t *testing.T) {
	port, came := listener(t)
	startResolver(t, map[string][]string{
		"inner.example": {"10.1.2.3"}, "metadata.google.internal": {"169.254.169.254"}, "127.0.0.1.nip.example": {"127.0.0.1"},
		"sub.localhost": {"127.0.0.1"}, "127.1": {"127.0.0.1"}, "2130706433": {"127.0.0.1"}, "0": {"0.0.0.0"},
	})
	hosts := inner()
	if slices.Sort(hosts); len(slices.Compact(hosts)) < 50 {
		t.Fatalf("only %d hosts", len(hosts))
	}
	c := newCarriers(outward.Rule{})
	for _, host := range inner() {
		for kind, address := range at(host + ":" + port) {
			err := c.send(t.Context(), channel(t, address), message)
			if f, ok := errors.AsType[Failure](err); !ok || strings.Contains(f.Reason, host) && len(host) > 1 {
				t.Errorf("%s to %s: %v", kind, host, err)
			}
		}
	}
	if n := came.Load(); n > 0 {
		t.Errorf("%d connections", n)
	}
}

// A name that is public when the channel is set up, and this computer when it is used, leads nowhere.
func TestANameThatMovesInward(t *testing.T) {
	for kind := range at("") {
		t.Run(kind, func(t *testing.T) {
			port, came := listener(t)
			startResolver(t, map[string][]string{"moving.example": {"93.184.216.34", "127.0.0.1"}})
			to, err := url.Parse(at("moving.example:" + port)[kind])
			if err != nil {
				t.Fatal(err)
			}
			c := newCarriers(outward.Rule{})
			want := "its address lies on this computer or in its network (alerts.internal allows that)"
			if strings.Contains(kind, "no TLS") {
				want = "its address has no TLS (alerts.internal allows that)"
			} else if err := c.check(t.Context(), to); err != nil {
				t.Errorf("while it is public: %v", err)
			}
			if err := c.send(t.Context(), channel(t, to.String()), message); err == nil || err.Error() != want {
				t.Errorf("once it is inner: %v", err)
			}
			if n := came.Load(); n > 0 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// No answer leads elsewhere.
func TestRedirectsLeadNowhere(t *testing.T) {
	port, came := listener(t)
	for name, address := range kinds() {
		for _, status := range []int{301, 302, 303, 307, 308} {
			s := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:"+port+"/", status))
			c := newCarriers(outward.Rule{Internal: true})
			c.http.Transport = detour{strings.TrimPrefix(s.URL, "http://")}
			if err := c.send(t.Context(), channel(t, address), message); err == nil {
				t.Errorf("%s: a redirect delivers", name)
			}
			s.Close()
		}
	}
	http.DefaultClient.CloseIdleConnections()
	if n := came.Load(); n > 0 {
		t.Errorf("%d connections", n)
	}
}
