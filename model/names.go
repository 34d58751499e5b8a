package model

// names are those that are written otherwise than as values of data.
var names = map[string]string{
	"weibull":        "Weibull",
	"weibull3":       "3-parameter Weibull",
	"gumbel":         "Gumbel",
	"laplace":        "Laplace",
	"mil-hdbk-189c":  "MIL-HDBK-189C",
	"lewis-robinson": "Lewis-Robinson",
	"clustered":      "Laplace (clustered)",
}

// Written returns the name of a family or a test as one writes it: Weibull for the
// value weibull of the JSON and CSV forms.
func Written(value string) string {
	if name, ok := names[value]; ok {
		return name
	}
	return value
}
