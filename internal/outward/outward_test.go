package outward_test

import (
	"errors"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/outward"
)

func TestPublic(t *testing.T) {
	for _, address := range []string{
		"127.0.0.1:443", "10.1.2.3:443", "172.16.0.1:443", "192.168.1.1:80", "169.254.169.254:80", "100.64.0.1:443", "0.0.0.0:80", "224.0.0.1:443",
		"255.255.255.255:443", "240.0.0.1:443", "198.18.0.1:443", "192.0.0.8:443", "[::1]:443", "[::]:443", "[fe80::1]:443", "[fc00::1]:443",
		"[fd12::1]:443", "[ff02::1]:443", "[::ffff:10.0.0.1]:443", "[::10.0.0.1]:443", "[64:ff9b::a00:1]:443", "[2002:a00:1::]:443", "[2001:0:a00:1::]:443",
		"192.0.2.1:443", "198.51.100.1:443", "203.0.113.1:443", "[2001:db8::1]:443", "[100::1]:443", "[64:ff9b:1::a00:1]:443", "[fec0::1]:443", "[::ffff:0:7f00:1]:443", "[3fff::1]:443", "[4000::1]:443",
		"93.184.216.34:22", "93.184.216.34:8080", "93.184.216.34", "example.org:443", "",
	} {
		if outward.Web(false).Check(address) == nil {
			t.Errorf("%s may be asked", address)
		}
	}
	for _, address := range []string{"93.184.216.34:443", "93.184.216.34:80", "[2606:2800:220:1::1]:443", "[::ffff:93.184.216.34]:443"} {
		if err := outward.Web(false).Check(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestRule(t *testing.T) {
	if err := (outward.Rule{}).Check("93.184.216.34:2525"); err != nil {
		t.Errorf("any port of a public address: %v", err)
	}
	if err := (outward.Rule{}).Check("10.0.0.1:2525"); !errors.Is(err, outward.ErrInternal) {
		t.Errorf("an internal address: %v", err)
	}
	if err := outward.Web(true).Check("127.0.0.1:2525"); err != nil {
		t.Errorf("what is allowed: %v", err)
	}
}
