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
package forecast
