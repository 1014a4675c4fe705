package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// story is what the program is told to do, from the version on that knows how.
var story = []struct {
	since int
	words string
}{
	{1, "import requests.csv"},
	{1, "import daily.csv"}, // the same spend again, and of a day more
	{1, "import rows.csv"},
	{1, "import side.csv --account openrouter/side"},
	{3, "import hours.csv --account openai/org"},
	{3, "import logs"},
	// Each of these accounts has a lot that ends within 1 October, with usage before and
	// after, and openrouter a purchase and a refund within that day.
	{3, "topup add openrouter 5 --method card --expires 2026-10-01T10:30:00Z --at 2026-09-30T12:00:00Z"},
	{3, "topup add openrouter 20 --method card --fee 0.9 --at 2026-10-01T10:00:00Z"},
	{3, "topup refund 2 1 --at 2026-10-01T15:00:00Z"},
	{3, "topup add deepseek 4 --grant --expires 2026-10-01T06:00:00Z --at 2026-09-30"},
	{3, "topup add deepseek 10 --at 2026-09-30T12:00:00Z"},
	{3, "balance set openrouter 25.99 --at 2026-10-04T18:00:00Z"},
	{3, "account set openrouter/side --auto-topup 25 --below 10"},
	{4, "account rename openrouter/side openrouter/team"},
	{5, "import meter.csv --map time=When --map model=Model --map input_tokens=In --map output_tokens=Out --map cost_usd=Paid --map user=Who --set gateway=mistral"},
	{6, "budget set web 5 --key web"},
	{7, "import served.csv"},
}

// live lets the program live through the story, and gives its version.
func (p teller) live() (version int, err error) {
	for _, step := range story {
		if version > 0 && step.since > version {
			continue
		}
		if _, err := p.run(lived, strings.Fields(step.words)...); err != nil {
			return 0, err
		}
		if version == 0 {
			if version, err = p.version(); err != nil {
				return 0, err
			}
		}
	}
	if version >= 6 {
		if err := p.acknowledge("drift"); err != nil {
			return 0, err
		}
	}
	_, err = p.run(late, "import", "later.csv") // later figures of two requests
	return version, err
}

// acknowledge acknowledges the finding of a kind.
func (p teller) acknowledge(kind string) error {
	found, err := p.findings(lived)
	if err != nil {
		return err
	}
	for _, f := range found {
		if f["kind"] == kind {
			_, err := p.run(lived, "check", "ack", fmt.Sprint(f["id"]))
			return err
		}
	}
	return fmt.Errorf("check finds no %s", kind)
}

// findings are what check finds at an instant.
func (p teller) findings(at string) ([]object, error) {
	out, err := p.run(at, "check", "--json")
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && len(out) > 0 {
		err = nil // its exit status is that of the findings
	}
	if err != nil {
		return nil, err
	}
	return listIn(out, "findings")
}
