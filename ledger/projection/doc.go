// Package projection says what is to come: what each account will burn and with which
// certainty, when its credit runs out, what of its lots will expire unused, and what to
// load where so that a year costs least.
//
// The statistics are package forecast's, which knows neither money nor lots; here a series
// of days is made of a Position, and its simulated futures are followed through lots,
// fees and purchases. Nothing is read and nothing remembered: the same Books give the same
// projection, to the cent.
//
// In come credit.Books; out go a Forecast (Make), a Plan (MakePlan), lots with their
// outlook (Foresee), and what stands behind each figure (Explain, ExplainPlan).
//
//	$60.00 left of a lot that dies in 36 days, and a burn of $0.50 a day: about $42.00 of
//	it will expire unused
package projection
