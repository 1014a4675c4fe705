// Package report adds up usage by any of its labels over any days, with what it cost and
// the fees that it bears, and finds the rows behind each figure. It takes its own figures
// apart, one level deep (Explain...).
//
// Fees are spread here and nowhere else: what the lots' use between two events carries, by
// the cost of the usage in it, and the schedule's estimate for what nobody bought. What a
// lot is charged it takes from the books; what is to come it does not know.
//
// In come credit.Books and a Query; out go a Report, a Summary of a period, and pages of
// rows. Only rows are read from a ledger, in a transaction that the caller opens.
//
//	$100.00 bought for $5.50, $30.00 of it used by two models, $20.00 and $10.00: they bear
//	fees of $1.10 and $0.55
package report
