// Package when turns text into hours and back: durations, time stamps as they
// were written, and the instants those stamps mean.
//
// A stamp is read in two steps, because whether 3/4/2005 is in March or in
// April is a property of its column and not of its row:
//
//	ParseStamp      text          -> Stamp, eight bytes, order still open
//	Votes           many stamps   -> Order, with how surely it is known
//	Zone.Resolve    Stamp, Order  -> Instant, in hours since 1970
//
// It knows nothing of files, rows or outages, reads no clock and no
// environment but the time-zone database, and keeps no state but the zones of it
// that stamps have named: everything here may be used by several goroutines at
// once, Votes excepted.
package when
