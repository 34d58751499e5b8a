package outfile

import (
	"bytes"
	"io"
	"os"
)

// maxHeld is how much of a text is held in memory.
const maxHeld = 8 << 20

// spool holds a text until it is known whole: in memory as long as it is short,
// then in a temporary file.
type spool struct {
	held bytes.Buffer
	rest *os.File // nil: all of it is held
}

func (s *spool) Write(b []byte) (int, error) {
	if s.rest == nil && s.held.Len()+len(b) <= maxHeld {
		return s.held.Write(b)
	}
	if s.rest == nil {
		folder := os.TempDir() + string(os.PathSeparator)
		sweep(folder)
		var err error
		if s.rest, err = temporary(folder, "spool", 0o600); err != nil {
			return 0, err
		}
	}
	return s.rest.Write(b)
}

// WriteTo writes the whole text.
func (s *spool) WriteTo(w io.Writer) (int64, error) {
	n, err := s.held.WriteTo(w)
	if err != nil || s.rest == nil {
		return n, err
	}
	if _, err := s.rest.Seek(0, io.SeekStart); err != nil {
		return n, err
	}
	more, err := io.Copy(w, s.rest)
	return n + more, err
}

// abandon removes the temporary file.
func (s *spool) abandon() {
	if s.rest != nil {
		s.rest.Close()
		remove(s.rest.Name())
	}
}
