// Package forecast projects a daily series of dollars. It cuts the past into weeks,
// counts each by one over its age, and simulates days to come by replaying those weeks.
//
// It is the one place where binary floats stand for dollars; whoever reads its
// figures rounds them to cents. It knows no account, no calendar but blocks of seven
// days, no disk and no clock, and the same series gives the same answer.
//
// Of gonum only quantiles and means could be used here, under 60 lines of all.
//
// One example: 100 days of $10.00 each. Every day to come is said to be $10.00, nothing
// strays from it, and every simulated path of 30 days comes to $300.00.
//
// # What is said and what is simulated
//
// Two figures differ on purpose. What is said of a day (Projection.Said) lies between
// the usual week and the mean week: it is a power mean with the power 2/3, which errs
// least without leaving out much of the dollars, and it adds up over days and accounts.
// The paths keep the mean itself, since chances of lots need that.
//
// # What it was made with
//
// One over the age is what comes of averaging over how long the present level may have
// held when nothing is known of that. It has no constant. The other numbers are in
// constants with the ranges over which they made no difference. They were chosen on the
// series of testdata/spend.csv and looked at on others of the same kinds; the README
// beside them has the scores.
package forecast
