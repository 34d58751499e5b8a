package local

import "sync"

// shelf keeps the last of what was sent in memory, as far as there is room. What is put
// on it has a number that nothing else ever has.
type shelf[T any] struct {
	sync.Mutex
	count, weight int // that there is room for; the newest is kept whatever its weight
	next          int
	kept          []shelved[T]
}

type shelved[T any] struct {
	number, weight int
	item           T
}

// put keeps an item, for which the oldest ones may have to go.
func (s *shelf[T]) put(item T, weight int) (number int) {
	s.Lock()
	defer s.Unlock()
	number = s.next
	s.next++
	s.kept = append(s.kept, shelved[T]{number, weight, item})
	total := 0
	for i := len(s.kept) - 1; i >= 0; i-- {
		total += s.kept[i].weight
		if left := len(s.kept) - i; left > 1 && (left > s.count || total > s.weight) {
			s.kept = append([]shelved[T](nil), s.kept[i+1:]...)
			break
		}
	}
	return number
}

// get returns an item that is still there.
func (s *shelf[T]) get(number int) (item T, ok bool) {
	s.Lock()
	defer s.Unlock()
	for _, k := range s.kept {
		if k.number == number {
			return k.item, true
		}
	}
	return item, false
}

// all are the items that are there, the oldest first, with their numbers.
func (s *shelf[T]) all() (numbers []int, items []T) {
	s.Lock()
	defer s.Unlock()
	for _, k := range s.kept {
		numbers, items = append(numbers, k.number), append(items, k.item)
	}
	return numbers, items
}
