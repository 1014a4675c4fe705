// Package form is a form as the screens have it: fields that are typed, completed or chosen,
// the cursor that goes through them (Entry), how it is recorded, refused or left (Form), the
// verdict below its fields, and the line in
// which a filter, a name or a path is typed.
//
// The form library huh was weighed: it has no preview that follows what is typed, no mouse and
// no form of 60 columns, which these have.
//
// It does not know what a form records: the screen reads the fields, says what they come to
// and gives that to the books.
//
//	f := form.New(form.NewField("amount", "", "dollars of credit"))
//	f, does := f.Fill(key, nil) // form.Change, or form.Record after Enter
//
// Screens come in: credits and the catalog with a Form, the import with fields of its own.
package form
