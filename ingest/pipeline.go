package ingest

import (
	"sync"

	"mtbf/internal/table"
)

// blockSize is the usual size of a block, in bytes.
const blockSize = 256 << 10

// pipeline gives the pieces of a file in order, decoded. One worker decodes in
// the goroutine of the caller; several decode beside it, while yet another
// goroutine reads and decompresses the file.
type pipeline struct {
	source  func(p *piece) // reads the next block
	decoder *rowDecoder    // of the goroutine of the caller

	spare         *piece
	free, ordered chan *piece // with several workers
	quit          chan struct{}
	group         sync.WaitGroup
}

// newPipeline begins to read the blocks of a file.
func newPipeline(f *fileReader, plan *plan, in *table.Reader, blocks *table.Blocks) *pipeline {
	text := f.meter.text
	l := &pipeline{decoder: f.newDecoder(plan, in)}
	l.source = func(p *piece) {
		p.block = blocks.Next(p.space)
		p.space = p.block.Text
		p.read, _ = text.Progress()
	}
	if f.opt.Workers > 1 {
		l.start(f, plan, in)
	}
	return l
}

func (f *fileReader) newPiece() *piece { return &piece{space: make([]byte, f.block)} }

// start starts the goroutines.
func (l *pipeline) start(f *fileReader, plan *plan, in *table.Reader) {
	ahead := 2*f.opt.Workers + 2
	l.free, l.ordered = make(chan *piece, ahead), make(chan *piece, ahead)
	l.quit = make(chan struct{})
	work := make(chan *piece, ahead)
	for range ahead {
		l.free <- f.newPiece()
	}
	for range f.opt.Workers {
		d := f.newDecoder(plan, in)
		l.group.Go(func() {
			for p := range work {
				d.decodeBlock(p)
				close(p.done)
			}
		})
	}
	l.group.Go(func() { l.cut(work) })
}

// cut gives the blocks of the file to the workers and, in the same order, to the
// goroutine of the caller. There is room in both channels for all pieces.
func (l *pipeline) cut(work chan<- *piece) {
	defer close(work)
	for {
		select {
		case p := <-l.free:
			p.done = make(chan struct{})
			l.source(p)
			last := p.block.End != nil
			l.ordered <- p
			work <- p
			if last {
				return
			}
		case <-l.quit:
			return
		}
	}
}

// next returns the next piece; the caller gives it back by release.
func (l *pipeline) next() *piece {
	if l.ordered != nil {
		p := <-l.ordered
		<-p.done
		return p
	}
	p := l.spare
	if p == nil {
		p = l.decoder.f.newPiece()
	}
	l.source(p)
	l.decoder.decodeBlock(p)
	return p
}

// release gives a piece back.
func (l *pipeline) release(p *piece) {
	if l.free != nil {
		l.free <- p
		return
	}
	l.spare = p
}

// stop ends the goroutines.
func (l *pipeline) stop() {
	if l.quit != nil {
		close(l.quit)
		l.group.Wait()
	}
}
