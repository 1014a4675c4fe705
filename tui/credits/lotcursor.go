package credits

// scrollLots keeps the cursor on a lot of the account in hand, and both in sight.
func (s Model) scrollLots(height int) Model {
	lines := s.lotLines()
	in, ok := s.inHand()
	if !ok || len(lines) == 0 {
		s.lotTop = 0
		return s
	}
	first, last, at := -1, -1, -1
	for i, l := range lines {
		if l.of.Account.Name != in.Account.Name {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		if l.lot >= 0 && l.id() == s.lotAt {
			at = i
		}
	}
	if at < 0 && first >= 0 {
		s.lotAt = ""
		for i := first; i <= last; i++ {
			if lines[i].lot >= 0 {
				at, s.lotAt = i, lines[i].id()
				break
			}
		}
	}
	if first < 0 {
		return s.scrollLotsTo(s.lotTop, len(lines), height)
	}
	if at < 0 {
		at = first
	}
	top := s.lotTop
	if s.focus == accountsPane { // the account's lots as far as they fit
		top = min(top, first)
		top = max(top, min(last-height+1, first))
	}
	top = min(top, at)
	if at == first+1 { // its name goes with its first lot
		top = min(top, first)
	}
	top = max(top, at-height+1)
	return s.scrollLotsTo(top, len(lines), height)
}

// scrollLotsTo makes a line of so many the first in sight, as far as a height lets it.
func (s Model) scrollLotsTo(top, lines, height int) Model {
	s.lotTop = max(min(top, lines-max(height, 1)), 0)
	return s
}

// moveLot moves the lots' cursor, and with it the account in hand.
func (s Model) moveLot(by int) Model {
	var lots []lotLine
	at := 0
	for _, l := range s.lotLines() {
		if l.lot < 0 {
			continue
		}
		if l.id() == s.lotAt {
			at = len(lots)
		}
		lots = append(lots, l)
	}
	if len(lots) == 0 {
		return s
	}
	return s.selectLot(lots[min(max(at+by, 0), len(lots)-1)])
}

// selectLot puts the lots' cursor on a line.
func (s Model) selectLot(l lotLine) Model {
	s.lotAt = l.id()
	s.accounts.Cursor = l.of.Account.Name
	s.accounts = s.accounts.Scroll()
	return s
}

// lotInHand is the lot under the cursor.
func (s Model) lotInHand() (accountRow, int, bool) {
	in, ok := s.inHand()
	if !ok {
		return in, 0, false
	}
	for i := range in.Lots {
		if in.Position.LotAddress(i) == s.lotAt {
			return in, i, true
		}
	}
	return in, 0, false
}
