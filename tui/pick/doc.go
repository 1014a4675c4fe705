// Package pick is a list out of which one thing is picked by typing a few letters of its name:
// a model, a gateway, a rate. A screen opens one over its own lines and closes it again.
//
//	list := pick.New(keys, func(m Model) string { return m.ID }, columns...).
//		Asking("swap claude-sonnet-4-5 for").With(models).Resize(draw.Size{Width: 80, Height: 20})
//	...
//	case tea.KeyMsg:
//		var did pick.Deed
//		switch s.list, did = s.list.Press(msg); did {
//		case pick.Taken: // s.list.Selected() is it
//		case pick.Left: // nothing is picked
//		}
//
// Lines draws it: the question with what is typed, a heading, the rows. Mouse takes a click, the
// second one on a row takes it, and the wheel. Where nothing is typed the rows stand as they
// came; "gem 2.5" leaves those that have both words in their name, the one that is called so and those
// that begin so first. Nothing is guessed: a name without the letters is not found.
//
// What a row costs to work out can wait until it is seen: InSight are the rows in sight, and
// With takes the same rows with more in them. It reads and prices nothing itself. Packages whatif
// and others come in; it stands on draw, form and page.
package pick
