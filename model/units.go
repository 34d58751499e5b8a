package model

// Hours in the larger units of time. A year is 365.25 days and a month a
// twelfth of it, so that a million years of operation carry no calendar.
const (
	HoursPerDay   = 24.0
	HoursPerWeek  = 168.0
	HoursPerMonth = 730.5
	HoursPerYear  = 8766.0
)
