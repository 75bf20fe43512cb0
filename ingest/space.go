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
	return spaceCollector{
		a:       a,
		free:    prometheus.NewDesc("hvilepuls_archive_free_bytes", "Room on the archive's disk.", nil, nil),
		reserve: prometheus.NewDesc("hvilepuls_archive_reserve_bytes", "Room below which no file is accepted.", nil, nil),
	}
}

type spaceCollector struct {
	a             *Archive
	free, reserve *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c spaceCollector) Describe(out chan<- *prometheus.Desc) { out <- c.free; out <- c.reserve }

// Collect implements prometheus.Collector. A disk that cannot be asked has no numbers: 0 would be a full one.
func (c spaceCollector) Collect(out chan<- prometheus.Metric) {
	free, reserve, err := c.a.space()
	if err != nil {
		return
	}
	out <- prometheus.MustNewConstMetric(c.free, prometheus.GaugeValue, float64(free))
	out <- prometheus.MustNewConstMetric(c.reserve, prometheus.GaugeValue, float64(reserve))
}
