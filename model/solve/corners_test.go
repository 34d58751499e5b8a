package solve

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/model/uncertain"
)

// A pair whose module was estimated at 1000 h (500 to 3000) and 10 h (5 to 20):
// U = (R/(M+R))^2 from (5/3005)^2 to (20/520)^2, MTBF = M^2/2R + M at the same
// ends.
func TestCornersOfAPair(t *testing.T) {
	m := of(t, func(u []system.Node) system.Node {
		return &system.Parallel{Of: []system.Node{u[0], system.Use{Unit: 1}}}
	}, [2]float64{1000, 10})
	m.Units = append(m.Units, system.Unit{Name: "second", Component: 0})
	point, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if l, err := WorstBestCase(context.Background(), m, point); l != nil || err != nil {
		t.Fatalf("no uncertain module, but limits %v, %v", l, err)
	}
	m.Components[0].MTBFEstimate = &model.Estimate{Point: 1000, Lo: 500, Hi: 3000, Confidence: 0.9}
	m.Components[0].MTTREstimate = &model.Estimate{Point: 10, Lo: 5, Hi: 20, Confidence: 0.9}
	l, err := WorstBestCase(context.Background(), m, point)
	if err != nil {
		t.Fatal(err)
	}
	sq := func(x float64) float64 { return x * x }
	oracle.Near(t, "point", l.Unavailability.Point, sq(10/1010.), 1e-12)
	oracle.Near(t, "best", l.Unavailability.Lo, sq(5/3005.), 1e-12)
	oracle.Near(t, "worst", l.Unavailability.Hi, sq(20/520.), 1e-12)
	oracle.Near(t, "MTBF at worst", l.MTBF.Lo, 500*500/40.+500, 1e-12)
	oracle.Near(t, "MTBF at best", l.MTBF.Hi, 3000*3000/10.+3000, 1e-12)
}

// Of limits of different confidence the least is told, whichever comes first and
// whether it is of an MTBF or an MTTR; that of a repair time without repair is no
// limit of the answer, and that of one beside a certain MTBF is.
func TestCornersTellTheLeastConfidence(t *testing.T) {
	for name, c := range map[string]struct {
		mtbf, mttr [2]float64
		spoil      func(*system.Component) // the second part
		want       float64
	}{
		"the first":           {mtbf: [2]float64{0.8, 0.95}, mttr: [2]float64{0.8, 0.95}, want: 0.8},
		"the second":          {mtbf: [2]float64{0.95, 0.8}, mttr: [2]float64{0.95, 0.8}, want: 0.8},
		"a repair":            {mtbf: [2]float64{0.95, 0.9}, mttr: [2]float64{0.95, 0.7}, want: 0.7},
		"the first repair":    {mtbf: [2]float64{0.95, 0.9}, mttr: [2]float64{0.6, 0.7}, want: 0.6},
		"no repair":           {mtbf: [2]float64{0.95, 0.9}, mttr: [2]float64{0.95, 0.7}, spoil: func(p *system.Component) { p.Repair = nil }, want: 0.9},
		"a certain MTBF":      {mtbf: [2]float64{0.95, 0.6}, mttr: [2]float64{0.9, 0.7}, spoil: func(p *system.Component) { p.MTBFEstimate = nil }, want: 0.7},
		"repair that is sure": {mtbf: [2]float64{0.95, 0.9}, mttr: [2]float64{0.95, 0.7}, spoil: func(p *system.Component) { p.MTTREstimate = nil }, want: 0.9},
	} {
		t.Run(name, func(t *testing.T) {
			m := of(t, func(u []system.Node) system.Node { return &system.Series{Of: u} }, [2]float64{1000, 10}, [2]float64{700, 30})
			for i := range m.Components {
				m.Components[i].MTBFEstimate = &model.Estimate{Point: 1000, Lo: 500, Hi: 3000, Confidence: c.mtbf[i]}
				m.Components[i].MTTREstimate = &model.Estimate{Point: 10, Lo: 5, Hi: 20, Confidence: c.mttr[i]}
			}
			if c.spoil != nil {
				c.spoil(&m.Components[1])
			}
			point, err := System(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			l, err := WorstBestCase(context.Background(), m, point)
			if err != nil {
				t.Fatal(err)
			}
			if got := [3]float64{l.Unavailability.Confidence, l.Availability.Confidence, l.MTBF.Confidence}; got != [3]float64{c.want, c.want, c.want} {
				t.Errorf("%v, want %g", got, c.want)
			}
		})
	}
}

// known makes part i uncertain.
func known(m *system.Model, i int, mtbf, mttr model.Uncertainty) {
	p := &m.Components[i]
	set := func(u model.Uncertainty) (model.Uncertainty, *model.Estimate) {
		if u == nil {
			return nil, nil
		}
		e := u.Estimate(0.9)
		return u, &e
	}
	p.MTBFUncertainty, p.MTBFEstimate = set(mtbf)
	p.MTTRUncertainty, p.MTTREstimate = set(mttr)
}

// Two modules of a data sheet in series: 9,000 h with an error factor of 3 and 6 h of
// repair; 4,000 h and a repair time between 5 and 20 h. Failures stop neither part, so
// A is the product, from 3000/3006 * 4000/4020 to 27000/27006 * 4000/4005.
func TestCornersOfADataSheet(t *testing.T) {
	m := of(t, func(u []system.Node) system.Node { return &system.Series{Of: u} }, [2]float64{9000, 6}, [2]float64{4000, 10})
	known(m, 0, uncertain.FromErrorFactor(9000, 3), nil)
	known(m, 1, nil, uncertain.FromLimits(0, 5, 20, 0.9))
	point, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	l, err := WorstBestCase(context.Background(), m, point)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "worst", l.Availability.Lo, 3000/3006.*4000/4020, 1e-12)
	oracle.Near(t, "point", l.Availability.Point, 9000/9006.*4000/4010, 1e-12)
	oracle.Near(t, "best", l.Availability.Hi, 27000/27006.*4000/4005, 1e-12)
	oracle.Equal(t, "method", l.MTBF.Method, cornersOfAny)
	oracle.Equal(t, "from logs", l.FromLogs, false)
}

// A part without times: 0.99 with an error factor of 2 of its odds, 99, and one that is
// certain, beside each other.
func TestCornersOfAProbability(t *testing.T) {
	for _, static := range []bool{false, true} {
		t.Run(fmt.Sprint("static=", static), func(t *testing.T) {
			u := uncertain.OddsFromErrorFactor(0.99, 2)
			e := u.Estimate(0.9)
			nan := math.NaN()
			m := &system.Model{Components: []system.Component{
				{Name: "a", Availability: 0.99, Reliability: nan, FixedUncertainty: u, FixedEstimate: &e},
				{Name: "b", Availability: 0.95, Reliability: nan},
			}, Units: []system.Unit{{Name: "a", Component: 0}, {Name: "b", Component: 1}}, Top: &system.Parallel{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}}}
			if static {
				for i := range m.Components {
					p := &m.Components[i]
					p.Availability, p.Reliability = nan, p.Availability
				}
			}
			point, err := System(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			l, err := WorstBestCase(context.Background(), m, point)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "worst", l.Unavailability.Hi, 0.05/(1+99/2.), 1e-9)
			oracle.Near(t, "best", l.Unavailability.Lo, 0.05/(1+2*99.), 1e-9)
		})
	}
}
