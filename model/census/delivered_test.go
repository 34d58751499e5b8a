package census

import (
	"errors"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// weightedLog is one of a service of 200 users: of 10 h an outage hits 50, of 4 h 150
// from 8 h after that began, of 5 h one of which nothing is told; 3 h are planned.
func weightedLog() *model.Log {
	log := logOf(spell{"a", 10, 20, "x", 0}, spell{"a", 18, 22, "x", 0}, spell{"a", 50, 55, "y", 0}, spell{"a", 70, 73, "y", model.Planned})
	log.Weights = map[model.Row]float64{}
	for i, w := range []float64{50, 150, -1, 10} {
		log.Outages[i].Line = int32(i + 2)
		if w >= 0 {
			log.Weights[log.Outages[i].Row()] = w
		}
	}
	return log
}

// 500 + 600 + 5 x 200 user-hours are lost of 200 x 97; together the first two hit all
// for two hours, and no more. With 160 users in all they would hit 200 then: 160 count.
func TestDeliveredShare(t *testing.T) {
	table := analyze(t, weightedLog(), Options{Window: window(0, 100), Weighting: &Weighting{Total: 200}})
	oracle.Near(t, "lost", table.Delivered.Lost, 2100./200/97, closed)
	oracle.Near(t, "delivered", table.Delivered.Share, 1-2100./200/97, closed)
	if table.Delivered.Assumed != 1 || !warned(table.Warnings, "weight-assumed") {
		t.Errorf("%+v", table.Delivered)
	}
	table = analyze(t, weightedLog(), Options{Window: window(0, 100), Weighting: &Weighting{Total: 160}})
	oracle.Near(t, "no more than all", table.Delivered.Lost, (8*50+2*160+2*150+5*160.)/160/97, closed)
}

// With weights of all, what is lost is the unavailability observed.
func TestDeliveredInFull(t *testing.T) {
	log := weightedLog()
	log.Weights = nil
	fleet := []model.Exposure{{Unit: "a", Count: 1, Interval: *window(0, 19)}, {Unit: "a", Count: 1, Interval: *window(52, 100)}}
	for _, exposure := range []ExposureRule{{}, {Fleet: fleet}, {TotalHours: 500}} {
		for _, opt := range []Options{{}, {IncludePlanned: true}, {ExcusePlanned: true}} {
			opt.Window, opt.Exposure, opt.Weighting = window(0, 100), exposure, &Weighting{}
			table := analyze(t, log, opt)
			oracle.Near(t, "lost", table.Delivered.Lost, table.Total.ObservedUnavailability, closed)
		}
	}
}

func TestWeightsWithoutTheirTotal(t *testing.T) {
	for _, total := range []float64{0, 149, -1} {
		_, err := Analyze(t.Context(), weightedLog(), Options{Window: window(0, 100), Confidence: 0.9, Weighting: &Weighting{Total: total}})
		if e := (*model.ParamError)(nil); !errors.As(err, &e) {
			t.Errorf("total %g: %v", total, err)
		}
	}
}

// Hours of service alone are lost, of those alone that are watched: of the 50 of a week
// an outage from Monday 17:00 to Wednesday 09:00 takes 12 from half of the users, and one
// from Friday 16:00 over the weekend 2 from a tenth.
func TestDeliveredInHoursOfService(t *testing.T) {
	log := calendarLog(t, [2]string{"2024-03-18 17:00", "2024-03-20 09:00"}, [2]string{"2024-03-22 16:00", ""})
	log.Weights = map[model.Row]float64{}
	for i, w := range []float64{0.5, 0.1} {
		log.Outages[i].Line = int32(i + 2)
		log.Weights[log.Outages[i].Row()] = w
	}
	opt := Options{Service: office(), Weighting: &Weighting{}}
	table := inService(t, log, "2024-03-18 00:00", "2024-03-25 00:00", opt)
	oracle.Near(t, "lost", table.Delivered.Lost, (12*0.5+2*0.1)/50, closed)
	log.Weights = nil
	table = inService(t, log, "2024-03-18 00:00", "2024-03-25 00:00", opt)
	oracle.Near(t, "lost in full", table.Delivered.Lost, table.Total.ObservedUnavailability, closed)
}
