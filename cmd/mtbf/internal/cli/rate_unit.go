package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"mtbf/internal/number"
)

// rateUnit is the value of a flag that names a unit of failure rates.
type rateUnit struct{ to **number.RateUnit }

func (r rateUnit) Type() string { return "string" }

func (r rateUnit) String() string {
	if r.to == nil || *r.to == nil { // a zero value, which pflag makes to compare defaults with
		return ""
	}
	return (*r.to).Word
}

func (r rateUnit) Set(text string) error {
	u, err := number.ParseRateUnit(text)
	if err == nil {
		*r.to = &u
	}
	return err
}

// rateUnitVar is the flag for the unit of failure rates, nil where it is not given.
func rateUnitVar(cmd *cobra.Command, to **number.RateUnit, about string) {
	cmd.Flags().Var(rateUnit{to}, "rate-unit", about+": "+strings.Join(number.RateUnits(), ", ")+" (FIT: per 10^9 h; a year is 8,766 h)")
	completeWords(cmd, "rate-unit", number.RateUnits()...)
}
