// Package forecast projects a daily series of dollars: it lets simple methods
// compete on the series' own past, takes the best, and simulates days to come
// around what that one says.
//
// It is the one place where binary floats stand for dollars; whoever reads its
// figures rounds them to cents. It knows no account, no calendar but the weekday,
// no disk and no clock, and the same series gives the same answer.
//
// One example: 100 days of $10.00 each. Every method says $10.00 a day, nothing
// strays from it, and every simulated path of 30 days comes to $300.00.
//
// # What it was made with
//
// Its form and its numbers were chosen by generated users of two sets of kinds
// (families and unseen in the tests, the second since a revision) with the seed 101,
// and by a public series of pedestrians: a change stayed where it bettered what
// intervals cost (Winkler) or the distance of paths from what came (CRPS) in some kinds
// and hurt none that is calm. The README's figures are of other users of the same
// kinds (seeds 7 and 41, which earlier revisions had seen). A third set, kept, with
// seed 20270, was written before the last revision began and looked at when that stood:
// of the 80 % intervals 75 % held, of 30 days and of days 46 to 76, where the revision
// before had held 70 %. Two things were changed after that, for reasons in which kept
// had no part: a year of sample data showed that work was projected at its mean of a
// year and holidays once a year were taken for a rhythm, and short histories of calm
// kinds had intervals that were too wide. With those it is 75 % and 77 % of the users
// of BenchmarkCalibration, where the revision before holds 71 %. What it is worst at is
// work that fades to nothing over weeks: 41 %, before 26 %.
package forecast
