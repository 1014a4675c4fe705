// Package nothinglost holds no code of the program. Its tests build tollbook and
// do to it, as a program on its own, what happens to programs: kill -9, Ctrl-C, a
// full disk, a second process, a file without permission, a file cut short. They
// use the command line alone and compare whole reports: after all of it the
// ledger holds all of a file or none of it.
package nothinglost
