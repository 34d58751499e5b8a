package cli

import "github.com/spf13/cobra"

// sloFlags are those of an objective and its error budget.
func (o *logFlags) sloFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.SLO, "slo", "", "availability objective, such as 99.9% or 0.999: the error budget, by calendar months of --timezone")
	f.StringVar(&o.SLOWindow, "slo-window", "", "of --slo: windows of this length in place of months, such as 30d, and the worst of that length")
}

// ofSLO are the flags of sloFlags.
var ofSLO = []string{"slo", "slo-window"}

// weightFlags are those of outages that hit a part of those that are served.
func (o *logFlags) weightFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.Weight, "weight", "", "COLUMN of how many an outage hits, such as users, or of their share: the share delivered beside availability")
	f.StringVar(&o.WeightTotal, "weight-total", "", "of how many --weight is a part (default: weights are shares from 0 to 1)")
}

// ofWeights are the flags of weightFlags.
var ofWeights = []string{"weight", "weight-total"}
