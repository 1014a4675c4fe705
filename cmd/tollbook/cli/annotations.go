package cli

// TakesBelowZero is the annotation of a command that takes numbers below zero: how they
// are written.
const TakesBelowZero = "below zero"

// WithoutOwnRates is the annotation of a command that goes by what is built in alone: an
// invented ledger, or what has to work where own files are broken.
const WithoutOwnRates = "without own rates"

// OwnFormats is the annotation of a command whose --format has values of its own: which, with
// a comma between them. Its own flag says which one is the default.
const OwnFormats = "own formats"
