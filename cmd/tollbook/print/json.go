package print

import (
	"time"

	"tollbook/pricing"
)

// RFC3339 writes an instant for JSON, in UTC; nil, which is null, for none.
func RFC3339(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339Nano)
	return &s
}

// Day writes the day of an instant for JSON, "2026-11-14"; nil for none.
func Day(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format(pricing.Day)
	return &s
}

// OrNull is nil for an empty text, which is how an unknown figure is kept.
func OrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// NotNull is a list that JSON writes as [] where it is nil.
func NotNull[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// OrEmpty is the text that OrNull made nil of: "" for nil.
func OrEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
