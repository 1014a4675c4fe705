package forecast

// The one-line forecasts that a back-test sets beside the levels.
const (
	SeasonalNaive = "same weekday last week"
	Mean28        = "mean of 28 days"
	Mean91        = "mean of 91 days"
	Smoothing     = "smoothing 0.06"
)

// OneLines names them in their order.
var OneLines = [4]string{SeasonalNaive, Mean28, Mean91, Smoothing}

// oneLine is what one of them says of a day to come.
func oneLine(name string, usd []float64, h int) float64 {
	last := func(n int) []float64 { return usd[max(0, len(usd)-n):] }
	switch name {
	case SeasonalNaive:
		return last(week)[h%len(last(week))]
	case Mean28:
		return mean(last(28))
	case Mean91:
		return mean(last(91))
	}
	return smoothed(usd)
}

// smoothed is the level by exponential smoothing, from the mean of the first 14 days on.
func smoothed(usd []float64) float64 {
	level := mean(usd[:min(len(usd), 14)])
	for _, v := range usd {
		level += 0.06 * (v - level)
	}
	return level
}
