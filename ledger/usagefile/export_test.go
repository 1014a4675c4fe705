package usagefile

// ParsePlainTime is the short way of ParseTime, for its test.
var ParsePlainTime = parsePlainTime
