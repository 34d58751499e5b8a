package modularity

import "math"

// triedEach is how many numbers a search tries one by one.
const triedEach = 16

// flat is a relative difference that may be rounding.
const flat = 1e-12

// search looks for numbers 1, 2, 3, ... at which a figure reaches a target, or is
// at its highest. Beyond triedEach the figure is taken to rise to one peak.
type search struct {
	f    func(n int) (float64, error)
	err  error   // the first one
	peak int     // the number with the highest value so far
	high float64 // and the value
}

func (s *search) at(n int) float64 {
	if s.err != nil {
		return math.NaN()
	}
	x, err := s.f(n)
	if err != nil {
		s.err = err
		return math.NaN()
	}
	if s.peak == 0 || x > s.high {
		s.peak, s.high = n, x
	}
	return x
}

// reach returns the least number up to most at which the figure is target, or 0
// if there is none: then peak is the number with the highest value.
func (s *search) reach(target float64, most int) int {
	for n := 1; n <= min(triedEach, most); n++ {
		if s.at(n) >= target {
			return n
		}
	}
	for lo := triedEach; lo < most && s.err == nil; {
		hi := min(2*lo, most)
		x := s.at(hi)
		if x >= target {
			return s.between(lo, hi, func(n int) bool { return s.at(n) >= target })
		}
		if x < s.high*(1-flat) {
			return s.underPeak(lo/2, hi, target)
		}
		lo = hi
	}
	return 0
}

// underPeak looks for target where the peak lies between two numbers.
func (s *search) underPeak(lo, hi int, target float64) int {
	top := s.between(lo-1, hi-1, func(n int) bool { return s.at(n+1) <= s.at(n) })
	if s.at(top) < target {
		return 0
	}
	return s.between(lo-1, top, func(n int) bool { return s.at(n) >= target })
}

// between returns the least number above lo that holds, given that hi does.
func (s *search) between(lo, hi int, holds func(n int) bool) int {
	for hi-lo > 1 && s.err == nil {
		if mid := lo + (hi-lo)/2; holds(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}
