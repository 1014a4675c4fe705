package usagefile

import (
	"fmt"
	"slices"
	"strings"
)

// takes refuses what was said of a file of another format, or of no field.
func (f *Format) takes(opt Options) error {
	if !f.Own() && len(opt.Map) > 0 {
		return fmt.Errorf("--map says what the fields of a file of your own are: leave --type %s out, or --map", f.Name)
	}
	if !f.Own() && len(opt.NoCost) > 0 {
		return fmt.Errorf("--no-cost says which words mean no cost in a file of your own: leave it out for a file of type %s", f.Name)
	}
	for field, name := range opt.Map {
		if !slices.Contains(nativeFields, field) {
			return fmt.Errorf("--map %s=%s: no such field; fields: %s", field, name, strings.Join(nativeFields, ", "))
		}
	}
	for field := range opt.Set {
		if fields := settable(f); !slices.Contains(fields, field) {
			return fmt.Errorf("--set %s: no field of %s that can be set; fields: %s", field, f.Name, strings.Join(fields, ", "))
		}
	}
	return nil
}

// settable are the fields that --set may give for a format: all of a native
// file, the labels of any other.
func settable(f *Format) []string {
	if f.Own() {
		return nativeFields
	}
	return []string{"gateway", "account", "model", "provider", "key", "app", "user", "team", "machine"}
}

// set puts constants over the labels of a row.
func (r *Row) set(values map[string]string) {
	for field, to := range map[string]*string{
		"gateway": &r.Gateway, "account": &r.Account, "model": &r.Model, "provider": &r.Provider,
		"key": &r.Key, "app": &r.App, "user": &r.User, "team": &r.Team, "machine": &r.Machine,
	} {
		if v, ok := values[field]; ok {
			*to = v
		}
	}
}

// noCost reports whether a text in the place of a cost means that there is none.
func (o Options) noCost(text string) bool {
	return slices.ContainsFunc(o.NoCost, func(word string) bool { return strings.EqualFold(word, text) })
}
