package workbook

import (
	"bytes"
	"io"
	"runtime"
	"sync"

	"github.com/klauspost/compress/flate"
)

const (
	blockSize = 1 << 20
	level     = 1 // level 5 takes half as long again for a file 4 % smaller
)

// A deflater compresses one part of the zip file. Blocks of 1 MiB are
// compressed each on its own, so that all processors have work; where a block
// ends depends on the bytes alone, so that the result does not depend on how
// many processors there are. See BenchmarkWrite with -cpu 1,2 for what it buys.
type deflater struct {
	dst     io.Writer
	block   *block   // being filled, or nil
	pending []*block // being compressed, in order
	err     error
}

// A block is a part of the bytes, before and after.
type block struct {
	in   []byte
	out  bytes.Buffer
	w    *flate.Writer
	done chan bool
}

var blocks = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, level)
	if err != nil {
		panic(err) // level is a constant
	}
	return &block{in: make([]byte, 0, blockSize), w: w, done: make(chan bool, 1)}
}}

// newDeflater is a zip.Compressor.
func newDeflater(dst io.Writer) (io.WriteCloser, error) { return &deflater{dst: dst}, nil }

// Write implements io.Writer.
func (d *deflater) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 && d.err == nil {
		if d.block == nil {
			d.block = blocks.Get().(*block)
		}
		b := d.block
		take := min(len(p), blockSize-len(b.in))
		b.in = append(b.in, p[:take]...)
		p = p[take:]
		if len(b.in) == blockSize {
			d.start(b.compress)
			d.drain(runtime.GOMAXPROCS(0))
		}
	}
	return n - len(p), d.err
}

// Close implements io.Closer. It leaves the destination open.
func (d *deflater) Close() error {
	if d.block == nil {
		d.block = blocks.Get().(*block)
	}
	d.start(d.block.compressLast)
	d.drain(0)
	return d.err
}

// start begins to compress the block.
func (d *deflater) start(compress func()) {
	d.pending = append(d.pending, d.block)
	d.block = nil
	go compress()
}

func (b *block) compress() {
	b.w.Reset(&b.out)
	b.w.Write(b.in) // without an error: a bytes.Buffer takes everything
	b.w.Flush()
	b.done <- true
}

func (b *block) compressLast() {
	b.w.Reset(&b.out)
	b.w.Write(b.in)
	b.w.Close()
	b.done <- true
}

// drain writes the oldest blocks until at most n are being compressed.
func (d *deflater) drain(n int) {
	for len(d.pending) > n {
		b := d.pending[0]
		d.pending = d.pending[1:]
		<-b.done
		if d.err == nil {
			_, d.err = d.dst.Write(b.out.Bytes())
		}
		b.in = b.in[:0]
		b.out.Reset()
		blocks.Put(b)
	}
}
