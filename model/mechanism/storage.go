package mechanism

import (
	"context"
	"math"

	"mtbf/model"
	"mtbf/model/markov"
)

// Storage is data that are lost when more pieces are lost than the scheme tolerates
// before they are rebuilt. Lives of discs and rebuilds are exponential and
// independent. The direction in which an input moves the mean time to data loss
// (MTTDL) is told with it; a probability of loss moves the other way.
type Storage struct {
	Scheme    StorageScheme
	MTTF      float64 // mean life of a disc, hours; MTTDL rises with it
	Rebuild   float64 // mean time to rebuild one piece, hours, detection included; MTTDL falls
	Parallel  bool    // every lost piece is rebuilt at once; left out, one at a time
	Decluster float64 // by how much the rebuild is faster as its data are spread over other discs, 1 or more; 0: 1; MTTDL rises

	// UnreadablePerBit is the probability that a bit cannot be read back. A rebuild
	// with no redundancy left reads all Needed discs, DiscBytes of each, and data are
	// lost where one bit is unreadable. MTTDL falls with both; 0: no such errors.
	UnreadablePerBit float64
	DiscBytes        float64

	Sets    int     // like sets that fail independently; 0: one
	Restore float64 // mean time to bring lost data back from elsewhere, hours; 0: never
}

// StorageResult tells when data are lost.
type StorageResult struct {
	UnreadableInRebuild float64 // probability that a rebuild without redundancy meets an unreadable bit
	MTTDL               float64 // mean time to the first loss of one set, all discs new, hours
	MTTDLReadable       float64 // the same without unreadable bits
	LossesPerYear       float64 // of all sets in the long run, each new again at once after a loss
	Losses              []StorageLoss
}

// StorageLoss is what is lost within a time from all new.
type StorageLoss struct {
	Hours float64
	Set   float64 // probability that one set loses data
	Any   float64 // that any of the sets does
	Nines float64 // -log10 of Set, the durability of one set in nines; +Inf where Set is 0
}

// Bounds of what is followed: at most so many lost pieces, each a state of the chain,
// and so many pieces and sets.
const (
	mostTolerated = 64
	mostPieces    = 100_000
	mostSets      = model.MaxUnits
)

// Solve returns when data are lost, and the probabilities of it within the times, in
// hours. With l = 1/MTTF, n pieces, k needed and m = n-k tolerated, the set is a chain
// of the number i of lost pieces,
//
//	i -> i+1    (n-i) l                          i < m, but for the last of them
//	m-1 -> m    (n-m+1) l (1-h)
//	m-1 -> lost (n-m+1) l h,                     h = 1 - (1-u)^(8 DiscBytes k)
//	m -> lost   (n-m) l
//	i -> i-1    Decluster/Rebuild, or i times that if rebuilt in parallel
//
// MTTDL is the mean time from 0 to lost, and Losses.Set the distribution of that time,
// a sum of positive terms. Closed forms in use agree with this chain for one tolerated
// loss only. The error is a *model.ParamError.
func (s Storage) Solve(ctx context.Context, hours ...float64) (StorageResult, error) {
	s, err := s.checked()
	if err != nil {
		return StorageResult{}, err
	}
	chain, err := s.chain()
	if err != nil {
		return StorageResult{}, err
	}
	r := StorageResult{}
	if s.Scheme.Tolerated() > 0 {
		r.UnreadableInRebuild, _ = s.unreadable()
	}
	if r.MTTDL, err = s.mttdl(ctx, chain); err != nil {
		return StorageResult{}, err
	}
	r.LossesPerYear = model.HoursPerYear * float64(s.Sets) / r.MTTDL
	if r.MTTDLReadable, err = s.readable(ctx, r.MTTDL); err != nil {
		return StorageResult{}, err
	}
	r.Losses, err = s.losses(ctx, chain, hours)
	if err != nil {
		return StorageResult{}, err
	}
	return r, nil
}

// AsModule returns a set, or all of them, as a module that fails when data are lost and
// is down until they are restored. Its MTBF is MTTDL over Sets; a life that is
// exponential stands for that of the chain, which loses less soon after the start.
func (s Storage) AsModule(r StorageResult) SystemPart {
	return SystemPart{N: 1, K: 1, Modules: []SystemModule{{MTBF: r.MTTDL / float64(max(s.Sets, 1)), MTTR: s.Restore}}}
}

// checked returns the storage with what was left out filled in.
func (s Storage) checked() (Storage, error) {
	if s.Decluster == 0 {
		s.Decluster = 1
	}
	if s.Sets == 0 {
		s.Sets = 1
	}
	n, k := s.Scheme.Pieces, s.Scheme.Needed
	return s, firstFault([]fault{
		{!(n >= 1 && n <= mostPieces), "pieces", n, "a number from 1 to 100,000"},
		{!(k >= 1 && k <= n), "needed pieces", k, "a number from 1 to that of the pieces"},
		{n-k > mostTolerated, "pieces beyond those needed", n - k, "up to 64"},
		{notPositive(s.MTTF), "mttf", s.MTTF, "a positive number of hours between 1e-100 and 1e100"},
		{notPositive(s.Rebuild), "rebuild", s.Rebuild, "a positive number of hours between 1e-100 and 1e100"},
		{!(s.Decluster >= 1 && s.Decluster <= 1e9), "decluster", s.Decluster, "a number from 1 to 1e9"},
		{notShare(s.UnreadablePerBit), "unreadable per bit", s.UnreadablePerBit, "a probability from 0 to 1"},
		{!(s.DiscBytes >= 0 && s.DiscBytes <= 1e30), "disc bytes", s.DiscBytes, "a number of bytes from 0 to 1e30"},
		{!(s.Sets >= 1 && s.Sets <= mostSets), "sets", s.Sets, "a number from 1 to 1e15"},
		{s.Restore != 0 && notPositive(s.Restore), "restore", s.Restore, "a number of hours up to 1e100, or 0 for never"},
	})
}

// unreadable returns the probability that a rebuild without redundancy meets an
// unreadable bit, and that it does not.
func (s Storage) unreadable() (met, not float64) {
	bits := 8 * s.DiscBytes * float64(s.Scheme.Needed)
	if bits == 0 || s.UnreadablePerBit == 0 {
		return 0, 1
	}
	log := bits * math.Log1p(-s.UnreadablePerBit)
	return -math.Expm1(log), math.Exp(log)
}

// chain is that of the number of lost pieces; its last state is the loss of data.
func (s Storage) chain() (*markov.Model, error) {
	n, m := s.Scheme.Pieces, s.Scheme.Tolerated()
	lost := m + 1
	b := markov.NewBuilder(lost + 1)
	for i := 0; i <= m; i++ {
		fails := float64(n-i) / s.MTTF
		if i == m-1 {
			met, not := s.unreadable()
			addRate(b, i, lost, fails*met)
			fails *= not
		}
		addRate(b, i, i+1, fails)
		if i > 0 {
			rebuilt := s.Decluster / s.Rebuild
			if s.Parallel {
				rebuilt *= float64(i)
			}
			addRate(b, i, i-1, rebuilt)
		}
	}
	chain, err := b.Build()
	if err != nil {
		return nil, err
	}
	up := make([]bool, lost+1)
	for i := range lost {
		up[i] = true
	}
	return &markov.Model{Chain: chain, Up: up}, nil
}

// addRate adds a transition if there is one.
func addRate(b *markov.Builder, from, to int, rate float64) {
	if rate > 0 {
		b.Add(from, to, rate)
	}
}

func (s Storage) mttdl(ctx context.Context, chain *markov.Model) (float64, error) {
	mean, err := chain.MTTF(ctx)
	if err != nil {
		return 0, err
	}
	return mean, seldom("pieces beyond those needed", s.Scheme.Tolerated(), mean)
}

// readable returns the MTTDL without unreadable bits.
func (s Storage) readable(ctx context.Context, mttdl float64) (float64, error) {
	if met, _ := s.unreadable(); met == 0 {
		return mttdl, nil
	}
	s.UnreadablePerBit = 0
	chain, err := s.chain()
	if err != nil {
		return 0, err
	}
	return s.mttdl(ctx, chain)
}

func (s Storage) losses(ctx context.Context, chain *markov.Model, hours []float64) ([]StorageLoss, error) {
	passages, err := chain.FirstPassage(ctx, hours...)
	if err != nil {
		return nil, err
	}
	all := make([]StorageLoss, len(hours))
	for i, p := range passages {
		set := p.Unreliability
		all[i] = StorageLoss{Hours: p.Time, Set: set, Any: anyOf(set, float64(s.Sets)), Nines: math.Inf(1)}
		if set > 0 {
			all[i].Nines = math.Abs(math.Log10(set)) // -0 otherwise
		}
	}
	return all, nil
}

// anyOf returns the probability that any of n independent events happens, each of
// probability p.
func anyOf(p, n float64) float64 {
	if p == 0 {
		return 0
	}
	return -math.Expm1(n * math.Log1p(-p))
}
