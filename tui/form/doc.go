// Package form is a form as the screens have it: fields that are typed, completed or chosen,
// the cursor that goes through them, where the form stands beside or below its screen, and
// the line in which a filter, a name or a path is typed.
//
// It does not know what a form records: the screen reads the fields, says what they come to
// and gives that to the books.
//
//	e := form.Entry{Fields: []form.Field{form.NewField("amount", "", "dollars of credit")}}
//	e, changed := e.Press(key, form.NewKeys(), nil)
package form
