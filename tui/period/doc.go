// Package period says how one period of spend stands to another, in the words that the
// overview and the spend screen share. It computes nothing: package report compares periods.
//
//	period.Change("-18.2") is "18 % less than"
package period
