package pricing

import (
	"math/big"
	"time"
)

// An Incident is one outage, in one or more phases.
type Incident struct {
	ID     string // the day it began
	Phases []Phase
}

// A Phase is a stretch of an incident with one share of requests failing.
type Phase struct {
	Start, End  time.Time
	FailedShare string // decimal share, "0.85"
	ErrorCode   string
	share       *big.Rat
	Fact
}

// Reliability is what a gateway's record says over the window in which it was
// watched. The window decides the availability, so the two are shown together.
type Reliability struct {
	Watched         bool // there is a record; nothing below means anything without
	From, To        time.Time
	Incidents       int
	RawMinutes      string // minutes of outage
	WeightedMinutes string // minutes weighted by the share that failed
	Availability    string // percent, half up to 6 decimals
	Nines           int    // whole nines of the availability
	// MinutesPer30Days is the outage that the record makes expect in 30 days,
	// weighted; to 6 decimals where it does not end.
	MinutesPer30Days string

	weighted *big.Rat // minutes
	window   *big.Rat // minutes
}

// Reliability adds up the gateway's incidents inside the watched window.
//
//	OpenRouter, 2025-08-28 to 2026-04-30: 50 + 38 + 35 = 123 minutes raw;
//	50x1 + 13x0.20 + 25x0.85 + 6x0.20 + 29x1 = 104.05 weighted
func (g *Gateway) Reliability() Reliability {
	r := Reliability{From: g.WatchedFrom, To: g.WatchedTo, Watched: !g.WatchedTo.IsZero()}
	raw, weighted := new(big.Rat), new(big.Rat)
	for _, in := range g.Incidents {
		r.Incidents++
		for _, p := range in.Phases {
			minutes := big.NewRat(int64(p.End.Sub(p.Start)/time.Second), 60)
			raw.Add(raw, minutes)
			weighted.Add(weighted, minutes.Mul(minutes, p.share))
		}
	}
	r.RawMinutes, r.WeightedMinutes = moneyOf(raw).String(), moneyOf(weighted).String()
	if !r.Watched {
		return r
	}
	r.weighted, r.window = weighted, big.NewRat(int64(r.To.Sub(r.From)/time.Second), 60)
	r.Availability, r.Nines = available(r.down())
	r.MinutesPer30Days = moneyOf(r.downMinutes30()).String()
	return r
}

// down is the share of the window in which requests failed.
func (r Reliability) down() *big.Rat { return new(big.Rat).Quo(r.weighted, r.window) }

// available is the availability in percent, half up to 6 decimals, and its whole
// nines, of a share of the time that is down.
func available(down *big.Rat) (percent string, nines int) {
	up := new(big.Rat).Sub(big.NewRat(1, 1), down)
	percent = plain(quotient(up.Mul(up, big.NewRat(100, 1)), 6))
	for limit := big.NewRat(1, 10); nines < 9 && down.Cmp(limit) <= 0; nines++ {
		limit.Quo(limit, big.NewRat(10, 1))
	}
	return percent, nines
}

// Meets reports whether the availability reaches the target percentage.
func (r Reliability) Meets(target Percent) bool { return meets(r.down(), target) }

func meets(down *big.Rat, target Percent) bool {
	return down.Cmp(new(big.Rat).Sub(big.NewRat(1, 1), target.rat())) <= 0
}

// downMinutes30 is the expected outage in minutes of a 30-day month, weighted.
func (r Reliability) downMinutes30() *big.Rat { return minutes30(r.down()) }

func minutes30(down *big.Rat) *big.Rat { return new(big.Rat).Mul(down, big.NewRat(30*24*60, 1)) }

// AllowedMinutes is how long an outage of 30 days may last under a target
// percentage: 99.99 % allows 4.32 minutes.
func AllowedMinutes(target Percent) string {
	down := new(big.Rat).Sub(big.NewRat(1, 1), target.rat())
	return moneyOf(minutes30(down)).String()
}
