// Package endtoend runs the built program in a terminal, as a person does, and looks
// at what that person sees, at what the ledger then holds, and at how the terminal is
// left behind.
//
// The terminal is tmux. Where there is none the tests are left out, for Go alone has
// to be enough for go test ./...; with TOLLBOOK_E2E=must, as in .ci/run, they fail.
package endtoend
