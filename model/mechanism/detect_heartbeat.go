package mechanism

import (
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/dist"
)

// Heartbeat is a detector that suspects a process when no fresh message of it has
// come: the freshness-point detector of Chen, Toueg and Aguilera. Message i is
// sent at i SendEvery; from i SendEvery + Slack on the process is suspected unless
// message i or a later one has come. Messages are lost, and take their time, each
// for itself. All times have one unit, hours as elsewhere unless only ratios matter.
type Heartbeat struct {
	SendEvery float64            // between two messages, positive
	Slack     float64            // what a message may be late, 0 or more
	Loss      float64            // probability that a message is lost, in [0, 1)
	Delay     model.Distribution // of a message that is not lost; nil: none
}

// HeartbeatQuality is how fast and how rightly a detector answers.
type HeartbeatQuality struct {
	// MaxDetection bounds the time from a crash until it is suspected for good, and
	// MeanDetection is its mean for a crash at a random time.
	MaxDetection, MeanDetection float64

	// Of a process that does not crash: the mean time between the beginnings of two
	// mistakes and how long one lasts, +Inf and 0 if there are none; and the share of
	// time in which it is suspected, with its complement.
	MistakeEvery, MistakeLasts      float64
	FalselySuspected, QueryAccuracy float64
	fresh                           float64 // probability that a message comes while it counts
	sendEvery, slack                float64
}

// maxHeartbeats bounds the messages that are under way within the slack.
const maxHeartbeats = 100_000

// Quality returns how fast and how rightly the detector answers. With F the
// distribution of delays and
//
//	p(j, x) = Loss + (1-Loss) P(delay > Slack + x - j SendEvery)
//	u(x)    = product of p(j, x) over j = 0, 1, ..., ceil(Slack/SendEvery)
//	s       = (1-Loss) F(Slack + SendEvery) u(0)
//
// a mistake begins at a freshness point with probability s, so that
//
//	MistakeEvery     = SendEvery/s
//	MistakeLasts     = integral of u from 0 to SendEvery, over s
//	FalselySuspected = the same integral over SendEvery
//
// A crash after message i is suspected for good from the freshness point after the
// last message on that came while it counted, or from the crash on if that is before.
func (h Heartbeat) Quality() (HeartbeatQuality, error) {
	if err := h.check(); err != nil {
		return HeartbeatQuality{}, err
	}
	q := HeartbeatQuality{
		MaxDetection: h.Slack + h.SendEvery,
		fresh:        (1 - h.Loss) * h.arrived(h.Slack+h.SendEvery), sendEvery: h.SendEvery, slack: h.Slack,
	}
	suspected := h.integral()
	s := q.fresh * h.missing(0)
	q.FalselySuspected, q.MistakeEvery = min(1, suspected/h.SendEvery), math.Inf(1)
	q.QueryAccuracy = 1 - q.FalselySuspected
	if s > 0 {
		q.MistakeEvery, q.MistakeLasts = h.SendEvery/s, suspected/s
	}
	q.MeanDetection = q.meanDetection()
	return q, nil
}

func (h Heartbeat) check() error {
	if err := model.CheckPositive("send-every", h.SendEvery); err != nil {
		return err
	}
	if err := model.CheckNotNegative("slack", h.Slack); err != nil {
		return err
	}
	switch {
	case !(h.Loss >= 0 && h.Loss < 1):
		return &model.ParamError{Param: "loss", Value: h.Loss, Want: "a number in [0, 1)"}
	case h.Slack/h.SendEvery > maxHeartbeats:
		return &model.ParamError{Param: "slack", Value: h.Slack, Want: "no more than 100,000 send-every"}
	}
	if h.Delay == nil {
		return nil
	}
	if _, ok := h.Delay.(dist.Distribution); !ok || h.Delay.Family() == "empirical" || h.Delay.LogSurvival(0) < -1e-9 {
		return &model.ParamError{Param: "delay", Value: h.Delay.Family(), Want: "a distribution of times above 0, but not an empirical one"}
	}
	return nil
}

// late is P(delay > t).
func (h Heartbeat) late(t float64) float64 {
	switch {
	case t < 0:
		return 1
	case h.Delay == nil:
		return 0
	}
	return math.Exp(h.Delay.LogSurvival(t))
}

// arrived is P(delay <= t).
func (h Heartbeat) arrived(t float64) float64 {
	if h.Delay == nil {
		return 1
	}
	return h.Delay.(dist.Distribution).CDF(t)
}

// missing is u(x): none of the messages that count has come by x after a
// freshness point.
func (h Heartbeat) missing(x float64) float64 {
	u := 1.0
	for j := range int(math.Ceil(h.Slack/h.SendEvery)) + 1 {
		after := h.Slack + x - float64(j)*h.SendEvery
		if math.Abs(after) < 0x1p-49*(h.Slack+h.SendEvery) {
			after = 0 // sent at this moment
		}
		if after < 0 || u == 0 {
			break // not sent yet
		}
		u *= h.Loss + (1-h.Loss)*h.late(after)
	}
	return u
}

// integral returns that of u from 0 to SendEvery, in parts between which a message
// is sent or the delays of one begin, are half over, or end.
func (h Heartbeat) integral() float64 {
	edges := []float64{0, h.SendEvery}
	times := []float64{0}
	if h.Delay != nil {
		for _, p := range []float64{0, 0.5, 0.99, 1 - 1e-9, 1} {
			times = append(times, h.Delay.Quantile(p))
		}
	}
	for _, t := range times {
		if x := math.Mod(t-h.Slack, h.SendEvery); !math.IsNaN(x) {
			edges = append(edges, math.Mod(x+h.SendEvery, h.SendEvery))
		}
	}
	slices.Sort(edges)
	var sum num.Adder
	for i, from := range edges[:len(edges)-1] {
		if to := edges[i+1]; to > from {
			sum.Add(tanhSinh(h.missing, from, to))
		}
	}
	return sum.Total()
}

// meanDetection: with V uniform on (0, 1) the part of the interval before the
// crash, and g the messages in a row that did not come while they counted,
//
//	max(0, Slack + (1-V) SendEvery - g SendEvery)
func (q HeartbeatQuality) meanDetection() float64 {
	var sum num.Adder
	p := q.fresh
	for g := 0; g <= maxHeartbeats+1 && p > 0; g++ {
		low := q.slack - float64(g)*q.sendEvery
		high := low + q.sendEvery
		switch {
		case low >= 0:
			sum.Add(p * (low + q.sendEvery/2))
		case high > 0:
			sum.Add(p * high / q.sendEvery * high / 2)
		default:
			return sum.Total()
		}
		p *= 1 - q.fresh
	}
	return sum.Total()
}

// DetectedBy returns the probability that a crash at a random time is suspected
// for good t after it.
func (q HeartbeatQuality) DetectedBy(t float64) float64 {
	if !(t >= 0) {
		return 0
	}
	p, miss := 0.0, 1.0
	for g := 0; miss > 1e-18 && g <= maxHeartbeats+1; g++ {
		low := q.slack - float64(g)*q.sendEvery
		if low+q.sendEvery <= t { // and all that follow
			return p + miss
		}
		p += miss * q.fresh * min(1, max(0, (t-low)/q.sendEvery))
		miss *= 1 - q.fresh
	}
	return p + miss
}
