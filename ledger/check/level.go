package check

import "fmt"

// A Level is how much a finding presses. The zero value is nothing to say.
type Level int

// The levels, in rising order.
const (
	Calm     Level = iota
	Info           // to know; nothing has to be done today
	Warning        // money is likely lost, or the books are wrong
	Critical       // it is lost, or all stands still, within days
)

var levelNames = [...]string{Calm: "ok", Info: "info", Warning: "warning", Critical: "critical"}

// String is the level's name in lower case.
func (l Level) String() string { return levelNames[l] }

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level's name.
func (l *Level) UnmarshalText(b []byte) error {
	for i, name := range levelNames {
		if name == string(b) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("level %q: want info, warning or critical", b)
}
