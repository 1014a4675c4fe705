package ownrates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"slices"
)

// Undo takes a step back, the last one for 0. It returns *ChangedSinceError where later
// steps, or a hand, changed what it wrote.
func (f Folder) Undo(ctx context.Context, id int) (s Step, err error) {
	unlock, err := f.lock(ctx)
	if err != nil {
		return s, err
	}
	defer unlock()
	all, err := f.Steps()
	if err != nil {
		return s, err
	}
	i := slices.IndexFunc(all, func(s Step) bool { return !s.Undone && (id == 0 || s.ID == id) })
	if i < 0 {
		return s, ErrNoStep
	}
	s = all[i]
	texts := map[string][]byte{}
	inverse := s
	inverse.Files = map[string]Edit{}
	for name, e := range s.Files {
		back, ok, err := f.reverted(name, e)
		if err != nil {
			return s, err
		}
		if !ok {
			changed := &ChangedSinceError{ID: s.ID, File: f.file(name)}
			for _, later := range all[:i] {
				if _, touched := later.Files[name]; touched && !later.Undone {
					changed.By = append(changed.By, later.ID)
				}
			}
			return s, changed
		}
		texts[name] = back
		if inverse.Files[name], err = f.prepared(name, Edit{Removed: e.Added, Added: e.Removed}, back); err != nil {
			return s, err
		}
	}
	undone := s
	undone.Undone = true
	err = f.commit(inverse, texts, func() error {
		text, err := csvText(undone.records())
		if err != nil {
			return err
		}
		if err := f.put(stepName(s.ID), text); err != nil {
			return err
		}
		return f.put(pendingName, nil)
	})
	if err != nil {
		return s, err
	}
	return undone, nil
}

// recover takes back a step that was interrupted, or the taking back of one: files that it had
// written already are put back. One that is marked as taken back was so whole.
func (f Folder) recover() error {
	s, err := readStep(f.file(pendingName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if old, err := readStep(f.file(stepName(s.ID))); err == nil && old.Undone {
		return f.put(pendingName, nil)
	}
	for name, e := range s.Files {
		now, err := f.text(name)
		if err != nil {
			return err
		}
		if digest(now) == e.before {
			continue // not written yet
		}
		back, ok, err := f.reverted(name, e)
		if err != nil {
			return err
		}
		if ok {
			if err := f.put(name, back); err != nil {
				return err
			}
		}
	}
	return f.put(pendingName, nil)
}

// prepared is an edit with what is needed to take it back to the byte: text is what the file
// will be.
func (f Folder) prepared(name string, e Edit, text []byte) (Edit, error) {
	now, err := f.text(name)
	if err != nil {
		return e, err
	}
	e.before, e.after, e.was = digest(now), digest(text), nil
	lines, err := f.parsed(name, text)
	if err != nil {
		return e, err
	}
	if back, ok := replaced(name, lines, e.Added, e.Removed); ok {
		if would, err := written(name, back); err != nil || digest(would) == e.before {
			return e, err
		}
	}
	e.was = now
	return e, nil
}

// reverted is a file without an edit; false where lines of it have been changed since.
func (f Folder) reverted(name string, e Edit) (text []byte, ok bool, err error) {
	now, err := f.text(name)
	if err != nil {
		return nil, false, err
	}
	if e.was != nil && digest(now) == e.after {
		return e.was, true, nil
	}
	lines, err := f.parsed(name, now)
	if err != nil {
		return nil, false, err
	}
	back, ok := replaced(name, lines, e.Added, e.Removed)
	if !ok {
		return nil, false, nil
	}
	text, err = written(name, back)
	return text, true, err
}

// digest tells texts apart; "none" is that of no file.
func digest(text []byte) string {
	if text == nil {
		return "none"
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Before are the catalog's files as they were before some steps: those for which later is true,
// those taken back left out. Lines that were changed by hand since stay as they are.
func (f Folder) Before(later func(Step) bool) (fs.FS, error) {
	files, err := f.read()
	if err != nil {
		return nil, err
	}
	all, err := f.Steps()
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.Undone || !later(s) {
			continue
		}
		for name, e := range s.Files {
			if back, ok := replaced(name, files[name], e.Added, e.Removed); ok {
				files[name] = back
			}
		}
	}
	return Overlay(files)
}
