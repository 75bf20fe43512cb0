package ingest

import "github.com/prometheus/client_golang/prometheus"

const (
	reserveBytes = 1 << 30 // bytes of disk that stay free
	reserveShare = 20      // or one in so many
	roomEvery    = 8 << 20 // bytes after which a large file asks again
)

// room fails with ErrNoSpace where the disk has no n bytes beside the reserve.
func (a *Archive) room(n uint64) error {
	free, reserve, err := a.space()
	if err != nil {
		return err
	}
	if free < reserve+n {
		return ErrNoSpace
	}
	return nil
}

// space is what the disk has left and what stays free of that, in bytes.
func (a *Archive) space() (free, reserve uint64, err error) {
	free, total, err := a.fs.Space()
	if err != nil {
		return 0, 0, err
	}
	return free, a.cfg.Kept(total), nil
}

// Kept is what stays free of a disk of so many bytes, in bytes.
func (c ArchiveConfig) Kept(total uint64) uint64 {
	if c.Reserve > 0 {
		return uint64(c.Reserve)
	}
	return max(reserveBytes, total/reserveShare)
}

// Collector tells Prometheus of the archive's disk.
func (a *Archive) Collector() prometheus.Collector {
	return collector{
		a:       a,
		free:    prometheus.NewDesc("hvilepuls_archive_free_bytes", "Room on the archive's disk.", nil, nil),
		reserve: prometheus.NewDesc("hvilepuls_archive_reserve_bytes", "Room below which no file is accepted.", nil, nil),
		spoilt:  prometheus.NewDesc("hvilepuls_files_in_quarantine", "Archived files that rotted or are gone, until their bytes come again.", nil, nil),
	}
}

type collector struct {
	a                     *Archive
	free, reserve, spoilt *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	out <- c.free
	out <- c.reserve
	out <- c.spoilt
}

// Collect implements prometheus.Collector. A disk that cannot be asked has no numbers: 0 would be a full one, or one without a fault.
func (c collector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64) { out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v) }
	if free, reserve, err := c.a.space(); err == nil {
		gauge(c.free, float64(free))
		gauge(c.reserve, float64(reserve))
	}
	if spoilt, err := c.a.AllSpoilt(); err == nil {
		gauge(c.spoilt, float64(len(spoilt)))
	}
}
