// Package pricing is tollbook's calculator: what tokens cost at a gateway, what
// it charges for loading credits, and how gateways compare for one workload.
//
// It is pure. It knows no clock, no database and no terminal; instants and
// workloads come in as values, and the catalog is read once from an fs.FS.
// Money is never a binary float (float64 appears nowhere in this package).
//
// One example, by card at OpenRouter (5.5 % on top, at least $0.80):
//
//	$1,000.00 of credit: 5.5 % is $55.00, paid $1,055.00
//	$5.00 of credit:     5.5 % is $0.275, the minimum of $0.80 binds, paid $5.80
package pricing
