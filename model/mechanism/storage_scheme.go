package mechanism

import (
	"strconv"
	"strings"

	"mtbf/model"
)

// StorageScheme says in how many pieces data are kept, each on a disc of its own, and
// how many of them are enough to read the data.
type StorageScheme struct{ Pieces, Needed int }

// Mirror keeps data twice.
func Mirror() StorageScheme { return StorageScheme{2, 1} }

// RAID5 spreads data and one parity over so many discs: all but one are needed.
func RAID5(discs int) StorageScheme { return StorageScheme{discs, discs - 1} }

// RAID6 spreads data and two parities over so many discs: all but two are needed.
func RAID6(discs int) StorageScheme { return StorageScheme{discs, discs - 2} }

// Copies keeps whole copies, any of which is enough.
func Copies(n int) StorageScheme { return StorageScheme{n, 1} }

// ErasureCode cuts data into k pieces and adds m: any k of the k+m are enough.
func ErasureCode(k, m int) StorageScheme { return StorageScheme{k + m, k} }

// Tolerated is the number of pieces that may be lost at the same time.
func (s StorageScheme) Tolerated() int { return s.Pieces - s.Needed }

// Overhead is how many bytes are kept for one byte of data.
func (s StorageScheme) Overhead() float64 { return float64(s.Pieces) / float64(s.Needed) }

// ParseStorageScheme reads a scheme: mirror, raid5:N and raid6:N with N discs in all,
// copies:N, or code:K+M. The error is a *model.ParamError.
func ParseStorageScheme(text string) (StorageScheme, error) {
	s, ok := scanScheme(text)
	if !ok || s.Needed < 1 || s.Pieces < s.Needed || s.Pieces > mostPieces {
		return StorageScheme{}, &model.ParamError{Param: "scheme", Value: text, Want: "mirror, raid5:DISCS, raid6:DISCS, copies:N or code:DATA+CHECKS, such as raid5:8 or code:6+3"}
	}
	return s, nil
}

func scanScheme(text string) (StorageScheme, bool) {
	kind, size, sized := strings.Cut(strings.ToLower(strings.TrimSpace(text)), ":")
	if kind == "mirror" && !sized {
		return Mirror(), true
	}
	data, checks, coded := strings.Cut(size, "+")
	n, err := strconv.Atoi(data)
	if err != nil || n > mostPieces || coded != (kind == "code") {
		return StorageScheme{}, false
	}
	switch kind {
	case "raid5":
		return RAID5(n), true
	case "raid6":
		return RAID6(n), true
	case "copies":
		return Copies(n), true
	case "code":
		m, err := strconv.Atoi(checks)
		return ErasureCode(n, m), err == nil && m >= 0 && m <= mostPieces
	}
	return StorageScheme{}, false
}

// PattersonMTTF returns the mean time to data loss, in hours, of so many data discs in
// groups of group data and check discs, by the formula of the paper on RAID by
// Patterson, Gibson and Katz,
//
//	MTTF^2 / ((D + C D/G) (G + C - 1) MTTR),
//
// whatever the check discs tolerate: a second failure of a group before the first is
// repaired loses data. It is approximate for MTTR << MTTF; [Storage] is exact. The
// error is a *model.ParamError.
func PattersonMTTF(data, group, check int, mttf, mttr float64) (float64, error) {
	if err := firstFault([]fault{
		{data < 1, "data discs", data, "a number of 1 or more"},
		{group < 1, "group", group, "a number of 1 or more"},
		{check < 1, "check discs", check, "a number of 1 or more"},
		{notPositive(mttf), "mttf", mttf, "a positive number of hours between 1e-100 and 1e100"},
		{notPositive(mttr), "mttr", mttr, "a positive number of hours between 1e-100 and 1e100"},
	}); err != nil {
		return 0, err
	}
	discs := float64(data) + float64(check)*float64(data)/float64(group)
	return mttf / discs * mttf / (float64(group) + float64(check) - 1) / mttr, nil
}
