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
//
// # A further gateway, and a changed price
//
// Both are rows of CSV below data, and no code:
//
//   - data/gateways/ID.csv says what is known of a gateway, a fact a row, with its
//     basis (stated, claimed, assumed, unknown), its source and the day it was seen.
//     Begin with a copy of one of its kind, such as neon.csv. The facts name, kind,
//     prices and billing have to be there. A fee is fee_percent, and fee_min, by method.
//   - data/rates/ID.csv has its prices, where the fact prices is "listed": USD a
//     million tokens, by a model of data/models and the gateway's own id of it.
//   - A changed price is two rows: write the day of the change into the old row's
//     column to, and add a row with that day in from. Old usage keeps its price.
//   - go test ./data names every fault by file, line and field.
//   - tollbook fee ID 5 and tollbook gateways ID show what was read. The READMEs list
//     gateways: go test ./cmd/tollbook -run Readme -update
package pricing
