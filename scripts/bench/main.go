//go:build unix

// Bench runs the commands of bin/ as processes on made-up reports, and shows
// how fast they are and how much memory they take, next to cat, mawk and sort.
//
// Usage:
//
//	go run ./scripts/bench [-rows N] [-n RUNS]
//	go run ./scripts/bench -rows N -generate DIR
//
// The commands take turns, RUNS times, so that a moment in which the machine is
// busy hits all alike; seconds are the median. Peak memory is that of the
// process, for a pipeline the sum of all, for the workflow that of the largest.
// MB are millions of bytes of input.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	rows := flag.Int("rows", 1_000_000, "lines of the reports")
	runs := flag.Int("n", 5, "how often each command runs")
	into := flag.String("generate", "", "only make the data, in this directory")
	flag.Parse()
	var err error
	if *into != "" {
		err = generate(*into, *rows)
	} else {
		err = bench(*rows, max(*runs, 1))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A contest is a command to measure: a pipeline, or one process. Inputs are the
// files whose rows and bytes it is measured by.
type contest struct {
	name     string
	inputs   []string
	pipeline [][]string
	output   string // of the last one's standard output, if it has no -o

	took []time.Duration
	peak int64
}

var reports = []string{"CEF.txt", "UWO.txt"}

// contests are in an order in which each finds its input.
func contests(root string) []*contest {
	merge := words("bibmerge --iz-dir iz --duplicates duplicates.tsv --rejects rejects.tsv CEF.txt UWO.txt")
	merged := []string{"merged.tsv"}
	one := func(name string, inputs []string, command ...string) *contest {
		return &contest{name: name, inputs: inputs, pipeline: [][]string{command}}
	}
	return []*contest{
		{name: "cat", inputs: reports, pipeline: [][]string{words("cat CEF.txt UWO.txt")}, output: "cat.txt"},
		{name: "mawk '!s[$2]++'", inputs: reports,
			pipeline: [][]string{words("cat CEF.txt UWO.txt"), {"mawk", "-F|", "!s[$2]++"}}, output: "mawk.txt"},
		one("sort -u", reports, words("sort -u -o sort.txt CEF.txt UWO.txt")...),
		one("bibmerge", reports, append(merge, "-o", "merged.tsv")...),
		one("oclcsplit", merged, words("oclcsplit -o diff.tsv --same same.tsv merged.tsv")...),
		one("dnufilter", merged, words("dnufilter --dnu dnu.txt -o candidates.tsv --dropped dropped.tsv merged.tsv")...),
		one("actionroute", merged, words("actionroute --doublecheck doublecheck.tsv -o update.tsv --updated updated.tsv --review review.tsv --missing missing.tsv merged.tsv")...),
		one("mkset", merged, words("mkset -o set.txt merged.tsv")...),
		one("mkxlsx, five columns", []string{"table.tsv"}, words("mkxlsx -o table.xlsx table.tsv")...),
		{name: "the five, piped", inputs: reports, pipeline: [][]string{
			merge,
			words("oclcsplit --same same.tsv"),
			words("dnufilter --dnu dnu.txt --dropped dropped.tsv"),
			words("actionroute --doublecheck doublecheck.tsv --updated updated.tsv --review review.tsv --missing missing.tsv"),
			words("mkset -o set.txt"),
		}},
		one("datasync, all workbooks", reports, append([]string{filepath.Join(root, "scripts/datasync")},
			words("-C run --dnu dnu.txt --doublecheck doublecheck.tsv CEF.txt UWO.txt")...)...),
	}
}

func words(s string) []string { return strings.Fields(s) }

func bench(rows, runs int) error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// A process of its own: what a child of this one takes at its peak is never
	// shown as less than what this one took.
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if out, err := exec.Command(self, "-rows", fmt.Sprint(rows), "-generate", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %s", err, out)
	}
	path := filepath.Join(root, "bin") + ":" + os.Getenv("PATH")
	for name, value := range map[string]string{"PATH": path, "LC_ALL": "C"} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	all := slices.DeleteFunc(contests(root), func(c *contest) bool {
		_, err := exec.LookPath(c.pipeline[len(c.pipeline)-1][0])
		return err != nil
	})
	for range runs {
		for _, c := range all {
			if err := c.run(dir); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	fmt.Printf("%d lines, median of %d, %d cores %s, %s, %s\n\n", rows, runs, runtime.NumCPU(), runtime.GOARCH, runtime.GOOS, runtime.Version())
	fmt.Println("| command | s | rows/s | MB/s | peak MB |")
	fmt.Println("|---|---:|---:|---:|---:|")
	for _, c := range all {
		if err := c.show(dir); err != nil {
			return err
		}
	}
	return nil
}

// run runs the pipeline once, in dir.
func (c *contest) run(dir string) error {
	if err := os.RemoveAll(filepath.Join(dir, "run")); err != nil { // of datasync, which would find nothing to do
		return err
	}
	output := "/dev/null"
	if c.output != "" {
		output = filepath.Join(dir, c.output)
	}
	out, err := os.Create(output)
	if err != nil {
		return err
	}
	commands := make([]*exec.Cmd, len(c.pipeline))
	var ends []io.Closer // of the pipes and the output, which are the processes' alone
	var in *os.File
	var said strings.Builder
	for i, words := range c.pipeline {
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir = dir
		if in != nil {
			cmd.Stdin = in
		}
		if i == len(c.pipeline)-1 {
			cmd.Stdout = out
			ends = append(ends, out)
			cmd.Stderr = &said
		} else {
			next, w, err := os.Pipe()
			if err != nil {
				return err
			}
			cmd.Stdout = w
			ends = append(ends, w, next)
			in = next
		}
		commands[i] = cmd
	}
	began := time.Now()
	for _, cmd := range commands {
		if err := cmd.Start(); err != nil {
			return err
		}
	}
	for _, end := range ends {
		if err := end.Close(); err != nil {
			return err
		}
	}
	var peak int64
	for _, cmd := range commands {
		err = cmp.Or(err, cmd.Wait())
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak += maxrss(usage)
		}
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, said.String())
	}
	c.took = append(c.took, time.Since(began))
	c.peak = max(c.peak, peak)
	return nil
}

// maxrss is the peak memory in bytes. Only Apple's systems tell it so; the
// others tell KiB.
func maxrss(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}

// show prints the row of the table.
func (c *contest) show(dir string) error {
	rows, bytes := 0, 0
	for _, name := range c.inputs {
		r, b, err := size(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		rows, bytes = rows+r, bytes+b
	}
	slices.Sort(c.took)
	s := c.took[len(c.took)/2].Seconds()
	fmt.Printf("| `%s` | %.2f | %.0f | %.0f | %.0f |\n", c.name, s, float64(rows)/s, float64(bytes)/s/1e6, float64(c.peak)/1e6)
	return nil
}

// size is the number of lines and bytes of a file.
func size(name string) (lines, bytes int, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := f.Read(buf)
		bytes += n
		lines += strings.Count(string(buf[:n]), "\n")
		if err == io.EOF {
			return lines, bytes, nil
		}
		if err != nil {
			return lines, bytes, err
		}
	}
}
