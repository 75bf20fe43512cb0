// Package processors turns what files say into what an athlete wants to know: three loops behind the streams.
//
//	Assemble  RECORDS ─► DAYS     woken by receipts: merges all that is said about each day they touch
//	Analyse   DAYS ─► RESULTS     every metric of every day, the risk, and the verdicts of the planned sessions
//	Judge     DAYS ─► NOTICES     what is said of the last mornings, first and now, and what the athlete is to be told; also woken by the clock
//
// All read a document's revision before what it is made from and write under compare-and-set, so that no update is lost; all leave out
// what would not change. The reading side ([Engine.Results], [Engine.Verdict]) computes nothing that they do not.
package processors

import (
	"log/slog"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/alert"
)

// Config is the settings of the processors.
type Config struct {
	Workers int           `yaml:"workers"` // athletes at a time, per stage
	Gather  time.Duration `yaml:"gather"`  // at most one pass of a stage per athlete in this time while more is coming; what comes alone does not wait

	JudgeAt alert.TimeOfDay `yaml:"judge_at"` // local time at which a morning is judged at the latest, whatever has come by then

	When alert.When `yaml:"-"` // notices are decided; part of the settings of alerts
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config {
	return Config{Workers: 2, Gather: 2 * time.Second, JudgeAt: 11 * 60, When: alert.Defaults()}
}

// Engine is the three loops and what reads their results.
type Engine struct {
	cfg     Config
	streams *stream.Stream
	ex      *exercise.Catalogue
	metrics *Metrics
	log     *slog.Logger
	now     func() time.Time
}

// New makes the processors of the streams.
func New(cfg Config, s *stream.Stream, ex *exercise.Catalogue, m *Metrics, log *slog.Logger, now func() time.Time) *Engine {
	return &Engine{cfg: cfg, streams: s, ex: ex, metrics: m, log: log, now: now}
}

// AssembleLoop is the stage that makes DAYS.
func (e *Engine) AssembleLoop() stream.Loop {
	return stream.Loop{
		Stage: stream.Assemble, Workers: e.cfg.Workers, Gather: e.cfg.Gather, Rank: rankReceipt, Handle: e.assemble,
		Observe: func(age time.Duration) { e.metrics.age.WithLabelValues(stream.Assemble).Observe(age.Seconds()) },
	}
}

// AnalyseLoop is the stage that makes RESULTS.
func (e *Engine) AnalyseLoop() stream.Loop {
	return stream.Loop{
		Stage: stream.Analyse, Workers: e.cfg.Workers, Gather: e.cfg.Gather, Handle: e.analyse,
		Observe: func(age time.Duration) { e.metrics.age.WithLabelValues(stream.Analyse).Observe(age.Seconds()) },
	}
}

// JudgeLoop is the stage that judges mornings and decides notices. It reads DAYS itself: a morning is judged as of its own instant, while
// RESULTS speak of whole days, and pain alone changes a verdict but no result.
func (e *Engine) JudgeLoop() stream.Loop {
	return stream.Loop{
		Stage: stream.Judge, Workers: e.cfg.Workers, Gather: e.cfg.Gather, Handle: e.judgeMornings,
		Observe: func(age time.Duration) { e.metrics.age.WithLabelValues(stream.Judge).Observe(age.Seconds()) },
	}
}
