package influx

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"

	influxhttp "github.com/influxdata/influxdb-client-go/v2/api/http"
	"github.com/influxdata/influxdb-client-go/v2/domain"
)

// Fault is what is wrong with InfluxDB. Each asks for something else to be done.
type Fault string

// The kinds of faults.
const (
	NoFault Fault = ""
	NoToken Fault = "token"   // it does not take the token (401), or hides behind that what the token may not do
	NoRight Fault = "right"   // the token may not do what is needed (403)
	Missing Fault = "missing" // it knows no such organisation or bucket (404), or lets the token see none
	Slow    Fault = "slow"    // no answer in time, or it asks to be left alone (429, 503)
	Away    Fault = "away"    // it does not answer, or with what nobody expects
)

// faultOf is the kind of an error of InfluxDB's client, which gives some of its errors no type but the code that their text begins with.
func faultOf(err error) Fault {
	if answer, ok := errors.AsType[*influxhttp.Error](err); ok && answer.StatusCode != 0 {
		switch answer.StatusCode {
		case http.StatusUnauthorized:
			return NoToken
		case http.StatusForbidden:
			return NoRight
		case http.StatusNotFound:
			return Missing
		case http.StatusTooManyRequests, http.StatusServiceUnavailable:
			return Slow
		}
		return Away
	}
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return Slow
	}
	for code, fault := range map[domain.ErrorCode]Fault{
		domain.ErrorCodeUnauthorized: NoToken, domain.ErrorCodeForbidden: NoRight, domain.ErrorCodeNotFound: Missing,
		domain.ErrorCodeTooManyRequests: Slow, domain.ErrorCodeUnavailable: Slow,
	} {
		if strings.HasPrefix(err.Error(), string(code)) {
			return fault
		}
	}
	if strings.HasSuffix(err.Error(), "' not found") { // the client's own words for an organisation
		return Missing
	}
	return Away
}
