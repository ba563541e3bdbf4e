package workbook

import (
	"cmp"

	"github.com/klauspost/compress/flate"
)

// level is how hard the parts are compressed; level 5 takes twice as long for a
// file 4 % smaller. Klauspost's flate takes half the time of the standard
// library's, which is a quarter of the whole: see BenchmarkDeflate.
const level = 1

// A compressor compresses a part while the next rows of it are made: on two processors a
// workbook takes two thirds of the time (BenchmarkWrite, with -cpu 1,2).
type compressor struct {
	full chan []byte // to be compressed
	free chan chunk  // to be filled
	done chan error
}

// A chunk is room for text; err is what was wrong before.
type chunk struct {
	text []byte
	err  error
}

func compress(dst *flate.Writer) *compressor {
	const chunks = 4
	c := &compressor{make(chan []byte, chunks), make(chan chunk, chunks), make(chan error)}
	for range chunks {
		c.free <- chunk{}
	}
	go c.run(dst)
	return c
}

func (c *compressor) run(dst *flate.Writer) {
	var err error
	for text := range c.full {
		if err == nil {
			_, err = dst.Write(text)
		}
		c.free <- chunk{text, err}
	}
	c.done <- cmp.Or(err, dst.Close())
}

// Write implements io.Writer. It may be a later one, or Close, that tells an error.
func (c *compressor) Write(p []byte) (int, error) {
	next := <-c.free
	if next.err != nil {
		c.free <- next
		return 0, next.err
	}
	c.full <- append(next.text[:0], p...)
	return len(p), nil
}

// Close waits until all is compressed.
func (c *compressor) Close() error {
	close(c.full)
	return <-c.done
}
