package cli

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/cheggaaa/pb/v3"
	"golang.org/x/term"
)

// delay is how long a command works before it shows its progress.
const delay = time.Second

// What progress looks like where the size of all inputs is known, and where one
// is a pipe. The time left comes half a second later: it needs a speed.
const (
	knownSize = `{{string . "name"}}: {{counters . "%s of %s" "%s"}}, {{percent . "%.0f%%"}}` +
		`{{if lt .Value .Total}}{{rtime . ", %s left" "" ""}}{{else}} , finishing{{end}}`
	unknownSize = `{{string . "name"}}: {{counters . "%[1]s" "%[1]s"}} read`
	inWords     = `{{string . "name"}}: {{string . "words"}}`
)

// A progress shows on a terminal how much of its input a command has read, while
// it works for long. It leaves nothing there. A nil progress shows nothing and
// costs nothing.
type progress struct {
	delay time.Duration

	mu       sync.Mutex // guards what follows
	bar      *pb.ProgressBar
	template string    // one of the above
	once     sync.Once // of the delay, which begins with the first input
	ended    bool
}

// newProgress is the progress of e's command: nil if nobody would see it, or not
// without the result in between.
func (e *Env) newProgress() *progress {
	toStdout := !e.printsLast && e.result == ""
	if e.quiet || !e.isTerminal(e.stderr) || toStdout && e.isTerminal(e.stdout) {
		return nil
	}
	bar := pb.New64(0).Set("name", e.name).
		Set(pb.SIBytesPrefix, true).Set(pb.Terminal, true).Set(pb.Color, false).Set(pb.CleanOnFinish, true).
		SetWriter(e.stderr)
	return &progress{bar: bar, delay: e.delay}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// reader is src with what is read from it counted. info is that of its file.
func (p *progress) reader(src io.Reader, info fs.FileInfo) io.Reader {
	if p == nil {
		return src
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	template := unknownSize
	if info != nil && info.Mode().IsRegular() {
		p.bar.AddTotal(info.Size())
		template = cmp.Or(p.template, knownSize) // a pipe is still unknown
	}
	p.use(template)
	return p.bar.NewProxyReader(src)
}

// Progress shows from now on these words, where a command does something else
// than read its inputs.
func (e *Env) Progress(format string, args ...any) {
	if p := e.progress; p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.bar.Set("words", harmless(fmt.Sprintf(format, args...)))
		p.use(inWords)
	}
}

// EndProgress removes the progress for good: from now on others write to the terminal.
func (e *Env) EndProgress() { e.progress.end() }

// use shows the bar by a template, after the delay.
func (p *progress) use(template string) {
	p.template = template
	p.bar.SetTemplateString(template)
	p.once.Do(func() { time.AfterFunc(p.delay, p.show) })
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.bar.Start()
	}
}

// hide calls print, which writes to the terminal, with the progress out of its
// way.
func (p *progress) hide(print func()) {
	if p == nil {
		print()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	shown := p.bar.IsStarted()
	p.bar.Finish()
	print()
	if shown && !p.ended {
		p.bar.Start()
	}
}

// end removes the progress from the terminal, for good.
func (p *progress) end() {
	if p != nil {
		p.hide(func() { p.ended = true })
	}
}
