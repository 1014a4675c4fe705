// Package tuitest is what the tests of the screens share: books whose figures are worked out
// by hand beside them, and a Driver that gives keys to one screen alone, carries out what it
// asks for at once, and shows what it draws. The program as a whole is driven by the tests of
// package tui.
//
//	d := tuitest.Drive[spend.Books](t, spend.New(tuitest.Now), tuitest.Spend(t), 100, 30)
//	d.Press("tab", "enter").Shows("support-bot")
package tuitest
