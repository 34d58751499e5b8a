// Package notebooks holds worked analyses in Go for Jupyter. The imports below
// are those that cells may use: through them go.mod knows what they need.
//
//	go run ./nb install     sets up the kernel for Jupyter, once
//	go run ./nb check *.ipynb
package notebooks

import (
	_ "mtbf/datasets"
	_ "mtbf/ingest"
	_ "mtbf/model/census"
	_ "mtbf/model/dist"
	_ "mtbf/model/gray"
	_ "mtbf/model/mechanism"
	_ "mtbf/model/modularity"
	_ "mtbf/model/multiplex"
	_ "mtbf/model/rate"
	_ "mtbf/model/recurrent"
	_ "mtbf/model/sizing"
	_ "mtbf/model/solve"
	_ "mtbf/model/system"
	_ "mtbf/montecarlo"
	_ "mtbf/montecarlo/multiplex"
	_ "mtbf/plots"
)
