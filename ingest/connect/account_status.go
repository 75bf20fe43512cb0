package connect

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Status is how an account is.
type Status struct {
	Connector string
	Title     string // for people
	Athlete   string
	Setting   string // where the settings name it
	Contact   time.Time
	Data      time.Time
	Next      time.Time
	Trouble   Trouble
	Blocked   int // activities, as of State
	Deleted   int
	NoFile    int
}

// Status is how every account is, as it was noted last.
func (m *Accounts) Status() ([]Status, error) {
	var out []Status
	for _, k := range services() {
		for _, a := range k.accounts(m.cfg) {
			st, err := load(m.parts.Store, noteName(k, a))
			if err != nil {
				return nil, err
			}
			out = append(out, Status{
				Connector: k.name, Title: k.title, Athlete: a.Athlete, Setting: "ingest.accounts." + k.setting, Contact: st.Contact, Data: st.Data, Next: st.Next,
				Trouble: st.Trouble, Blocked: st.Blocked, Deleted: st.Deleted, NoFile: st.NoFile,
			})
		}
	}
	return out, nil
}

// Collector tells Prometheus per service the oldest last contact, the oldest last data and how many accounts are in trouble.
func (m *Accounts) Collector() prometheus.Collector {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("hvilepuls_accounts_"+name, help, []string{"connector"}, nil)
	}
	return collector{
		m:       m,
		contact: desc("last_contact_timestamp_seconds", "When the account that answered longest ago last did."),
		data:    desc("last_data_timestamp_seconds", "Newest time in the data of the account whose data are the oldest."),
		next:    desc("next_try_timestamp_seconds", "When the account is due that is to be asked next."),
		trouble: desc("troubled", "Accounts that could not be read when last tried."),
	}
}

type collector struct {
	m                            *Accounts
	contact, data, next, trouble *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.contact, c.data, c.next, c.trouble} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(out chan<- prometheus.Metric) {
	all, err := c.m.Status()
	if err != nil {
		return
	}
	for _, k := range services() {
		var contact, data, next time.Time
		accounts, troubled := 0, 0
		for _, s := range all {
			if s.Connector != k.name {
				continue
			}
			if accounts++; s.Trouble != "" {
				troubled++
			}
			contact, data, next = earlier(contact, s.Contact, accounts), earlier(data, s.Data, accounts), earlier(next, s.Next, accounts)
		}
		if accounts == 0 {
			continue
		}
		for d, v := range map[*prometheus.Desc]float64{c.contact: seconds(contact), c.data: seconds(data), c.next: seconds(next), c.trouble: float64(troubled)} {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, k.name)
		}
	}
}

// earlier is the earlier of two times, the second where it is that of the first account.
func earlier(a, b time.Time, accounts int) time.Time {
	if accounts == 1 || b.Before(a) {
		return b
	}
	return a
}

// seconds since 1970; 0: never.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix())
}
