package feed

import (
	"fmt"
	"slices"

	"tollbook/pricing"
)

// An override is prices that hold in place of a model's own where its conditions are met:
//
//	{"min_prompt_tokens": 100000, "prompt": "0.0000005"}
//	{"utc_start": 2200, "utc_end": 30, "utc_days": ["friday"], "prompt": "0.0000001"}
//
// The first holds for prompts of more than 100,000 tokens, the second from Friday 22:00
// to Saturday 00:30 UTC. Of several that hold, the last that names a price gives it.
type override struct {
	over  int64
	hours []span // nil is all the time
	in    []bool // of each part of the divided week, whether it is in the hours
	rates map[pricing.Kind]pricing.Rate
}

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

const allDays = 1<<7 - 1

// overrides reads the overrides of a model. Where a condition can't be understood nobody
// knows when which price holds: it refuses the model and returns false.
func (e *entry) overrides(v value, image pricing.Kind) ([]override, bool) {
	if v.missing() {
		return nil, true
	}
	if !v.isArray() {
		e.drop("overrides", v.shown(), "not a list")
		return nil, false
	}
	var out []override
	for raw := range v.elements() {
		if len(out) == maxOverrides {
			e.drop("overrides", "", fmt.Sprintf("more than %d of them", maxOverrides))
			return nil, false
		}
		field := fmt.Sprintf("overrides[%d]", len(out))
		all, ok := e.fields(field, raw)
		if !ok {
			return nil, false
		}
		o, bad, why := conditions(all)
		if why != "" {
			e.drop(under(field, bad), all[bad].shown(), why)
			return nil, false
		}
		o.rates = e.openRouterRates(field, all, image)
		out = append(out, o)
	}
	return out, true
}

// conditions reads when an override holds. Where it can't, it says which field is at
// fault and why.
func conditions(all map[string]value) (o override, field, why string) {
	if v := all["min_prompt_tokens"]; !v.missing() {
		var err error
		if o.over, err = readCount(v); err != nil {
			return o, "min_prompt_tokens", err.Error()
		}
	}
	days := uint8(allDays)
	dayList, start, stop := all["utc_days"], all["utc_start"], all["utc_end"]
	if !dayList.missing() {
		days = 0
		for v := range dayList.elements() {
			name, _ := v.text()
			day := slices.Index(weekdays, name)
			if day < 0 {
				return o, "utc_days", "not a list of weekdays"
			}
			days |= 1 << day
		}
		if days == 0 {
			return o, "utc_days", "not a list of weekdays"
		}
	}
	from, to := 0, dayMinutes
	if !start.missing() || !stop.missing() {
		var ok bool
		if from, ok = clock(start); !ok || from == dayMinutes {
			return o, "utc_start", "not a time of the day as HHMM"
		}
		if to, ok = clock(stop); !ok {
			return o, "utc_end", "not a time of the day as HHMM"
		}
		if from == to {
			return o, "utc_end", "ends when it begins"
		}
	}
	if !dayList.missing() || !start.missing() {
		o.hours = hoursOn(days, from, to)
	}
	for name, v := range all {
		switch name {
		case "min_prompt_tokens", "utc_days", "utc_start", "utc_end", "image", "discount":
			continue
		}
		if _, known := openRouterKinds[name]; known || v.missing() {
			continue
		}
		// A price of a kind that the catalog has no place for is text with a number.
		if _, err := readRate(v, perOne); err != nil || !v.isText() {
			if field == "" || name < field {
				field, why = name, "a condition that is not known"
			}
		}
	}
	return o, field, why
}

// clock reads a time of the day that is written as a number, HHMM: 100 is 01:00, and
// 2400 the end of the day.
func clock(v value) (minutes int, ok bool) {
	n, err := readCount(v)
	if err != nil || n > 2400 || n%100 > 59 {
		return 0, false
	}
	return int(n/100*60 + n%100), true
}
