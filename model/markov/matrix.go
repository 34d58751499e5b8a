package markov

// matrix is a square sparse matrix: the entries of row i stand at start[i] to
// start[i+1] of index (their columns) and value.
type matrix struct {
	start []int
	index []int32
	value []float64
}

// newMatrix returns the matrix of n rows with the entries (row, column, value),
// those of a row in the order given.
func newMatrix(n int, row, column []int32, value []float64) matrix {
	m := matrix{make([]int, n+1), make([]int32, len(row)), make([]float64, len(row))}
	for _, i := range row {
		m.start[i+1]++
	}
	for i := range n {
		m.start[i+1] += m.start[i]
	}
	next := append([]int(nil), m.start[:n]...)
	for e, i := range row {
		m.index[next[i]], m.value[next[i]] = column[e], value[e]
		next[i]++
	}
	return m
}

func (m matrix) rows() int { return len(m.start) - 1 }

func (m matrix) row(i int) ([]int32, []float64) {
	lo, hi := m.start[i], m.start[i+1]
	return m.index[lo:hi], m.value[lo:hi]
}

// transpose returns the matrix with rows and columns exchanged; the entries of
// its rows stand in increasing order.
func (m matrix) transpose() matrix {
	row := make([]int32, len(m.index))
	for i := range m.rows() {
		for e := m.start[i]; e < m.start[i+1]; e++ {
			row[e] = int32(i)
		}
	}
	return newMatrix(m.rows(), m.index, row, m.value)
}

// merged adds up entries of the same row and column, which must be neighbours.
func (m matrix) merged() matrix {
	out, lo := 0, 0
	for i := range m.rows() {
		hi, first := m.start[i+1], out
		for e := lo; e < hi; e++ {
			if out > first && m.index[out-1] == m.index[e] {
				m.value[out-1] += m.value[e]
				continue
			}
			m.index[out], m.value[out] = m.index[e], m.value[e]
			out++
		}
		lo = hi
		m.start[i+1] = out
	}
	m.index, m.value = m.index[:out], m.value[:out]
	return m
}
