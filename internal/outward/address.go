package outward

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// ErrInternal means that an address lies where the rule allows nothing.
var ErrInternal = errors.New("the address lies on this computer or in its network (a setting named internal allows that)")

// ErrDry means that an address may be connected to, by a rule that connects to none.
var ErrDry = errors.New("nobody is connected to")

// Check fails for an address and port, "93.184.216.34:443", that the rule does not allow.
func (r Rule) Check(address string) error {
	if r.Internal {
		return nil
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrInternal
	}
	ip := at.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || slices.ContainsFunc(special(), func(p netip.Prefix) bool { return p.Contains(ip) }) {
		return ErrInternal
	}
	if len(r.Ports) > 0 && !slices.Contains(r.Ports, at.Port()) {
		return fmt.Errorf("port %d is none of %d (a setting named internal allows others)", at.Port(), r.Ports)
	}
	return nil
}

// special are the networks that are global by their form only (IANA special-purpose address registries), and those that carry another
// address within. Of IPv6 only 2000::/3 is given out at all (RFC 4291 2.4): NAT64, IPv4-translated and the like lie outside.
func special() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
		netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
		netip.MustParsePrefix("::/3"), netip.MustParsePrefix("4000::/2"), netip.MustParsePrefix("8000::/1"),
		netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("3fff::/20"),
	}
}
