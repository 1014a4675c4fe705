package report

// RoundDown is what rounds the bounds of a calendar's shades.
var RoundDown = roundDown
