//go:build unix

// Bench runs the commands of bin/ as processes on made-up reports, and shows
// how fast they are and how much memory they take, next to cat, mawk and sort.
//
// Usage:
//
//	go run ./scripts/bench [-rows N] [-n RUNS] [-v1 DIR]
//	go run ./scripts/bench -rows N [-weeks WEEKS] -generate DIR
//	go run ./scripts/bench -rows N -weeks WEEKS
//
// The commands take turns, RUNS times, so that a moment in which the machine is
// busy hits all alike; seconds are the median. Peak memory is that of the process,
// for the workflow that of its largest. MB are millions of bytes of input. A
// command that is not there is left out. DIR is a checkout of version 1, built: each of its
// commands takes its turn before ours, and two columns tell what part of its time and of
// its processors' time ours took, the median of the pairs.
//
// With -weeks a consortium does so many weeks with so many lines in all: see year.
package main

import (
	"flag"
	"fmt"
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
	v1 := flag.String("v1", "", "a checkout of version 1, built, to compare with")
	weeks := flag.Int("weeks", 0, "do so many weeks with these lines, one after another")
	into := flag.String("generate", "", "only make the data, in this directory")
	flag.Parse()
	var err error
	switch {
	case *into != "" && *weeks > 0:
		err = generateYear(*into, *weeks, *rows)
	case *into != "":
		err = generate(*into, *rows)
	case *weeks > 0:
		err = year(*weeks, *rows)
	default:
		err = bench(*rows, max(*runs, 1), *v1)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// contests are what is measured: its name, the files by whose rows and bytes, and
// the command, in an order in which each finds its input. The program of mawk has no
// blank in it, so blanks separate all arguments.
var contests = []contest{
	{"cat", "CEF.txt UWO.txt", "cat CEF.txt UWO.txt"},
	{"mawk '!s[$2]++'", "CEF.txt UWO.txt", "mawk -F| !s[$2]++ CEF.txt UWO.txt"},
	{"sort -u", "CEF.txt UWO.txt", "sort -u CEF.txt UWO.txt"},
	{"sort -u -k2,2", "CEF.txt UWO.txt", "sort -u -t| -k2,2 CEF.txt UWO.txt"},
	{"bibmerge", "CEF.txt UWO.txt", "bibmerge -o merged.tsv --iz-dir . --duplicates duplicates.tsv --conflicts conflicts.tsv --rejects rejects.tsv --actions actions.tsv CEF.txt UWO.txt"},
	{"reportgrep", "CEF.txt UWO.txt", "reportgrep --ids dnu.txt -o grep.txt CEF.txt UWO.txt"},
	{"oclcsplit", "merged.tsv", "oclcsplit -o diff.tsv --same same.tsv merged.tsv"},
	{"dnufilter", "merged.tsv", "dnufilter --dnu dnu.txt -o candidates.tsv --dropped dropped.tsv merged.tsv"},
	{"actionroute", "merged.tsv", "actionroute --doublecheck doublecheck.tsv -o update.tsv --updated updated.tsv --review review.tsv --missing missing.tsv merged.tsv"},
	{"mkset", "merged.tsv", "mkset -o set.txt merged.tsv"},
	{"mkxlsx", "merged.tsv", "mkxlsx -o merged.xlsx merged.tsv"},
	{"datasync", "CEF.txt UWO.txt", "datasync -C run --dnu dnu.txt --doublecheck doublecheck.tsv CEF.txt UWO.txt"},
}

type contest struct{ name, inputs, command string }

// version1 is the command of version 1 in a checkout, nil if it has none.
func (c contest) version1(dir string) []string {
	words := strings.Fields(strings.NewReplacer("--conflicts conflicts.tsv", "", "--actions actions.tsv", "").Replace(c.command))
	for _, of := range []string{"bin", "scripts"} {
		words[0] = filepath.Join(dir, of, filepath.Base(words[0]))
		if _, err := os.Stat(words[0]); dir != "" && err == nil {
			return words
		}
	}
	return nil
}

// A result is what the runs of a contest took.
type result struct {
	took, cpu []time.Duration
	peak      int64 // bytes
}

func bench(rows, runs int, v1 string) error {
	dir, err := prepare("-rows", fmt.Sprint(rows))
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if v1 != "" { // the commands run elsewhere
		if v1, err = filepath.Abs(v1); err != nil {
			return err
		}
	}
	results, before := make([]result, len(contests)), make([]result, len(contests))
	for range runs {
		for i, c := range contests {
			if _, err := exec.LookPath(strings.Fields(c.command)[0]); err != nil {
				continue
			}
			if words := c.version1(v1); words != nil {
				if err := before[i].run(dir, words); err != nil {
					return err
				}
			}
			if err := results[i].run(dir, strings.Fields(c.command)); err != nil {
				return err
			}
		}
	}
	fmt.Printf("%d lines, median of %d, %d cores %s, %s, %s\n\n", rows, runs, runtime.NumCPU(), runtime.GOARCH, runtime.GOOS, runtime.Version())
	head, line := "| command | s | rows/s | MB/s | peak MB |", "|---|---:|---:|---:|---:|"
	if v1 != "" {
		head, line = head+" s, of version 1 | processors, of version 1 |", line+"---:|---:|"
	}
	fmt.Println(head + "\n" + line)
	for i, c := range contests {
		if len(results[i].took) == 0 {
			continue
		}
		if err := results[i].show(dir, strings.Fields(c.inputs), c.name); err != nil {
			return err
		}
		if v1 != "" {
			fmt.Printf(" %s | %s |", part(results[i].took, before[i].took), part(results[i].cpu, before[i].cpu))
		}
		fmt.Println()
	}
	return nil
}

// prepare makes the data, in a new directory, and sets the environment.
func prepare(flags ...string) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "bench"); err != nil {
		return "", err
	}
	// A process of its own: what a child of this one takes at its peak is never
	// shown as less than what this one took.
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	if out, err := exec.Command(self, append(flags, "-generate", dir)...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v: %s", err, out)
	}
	return dir, setEnvironment()
}

// setEnvironment makes this project's commands those that are run, and all
// compare bytes.
func setEnvironment() error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	path := filepath.Join(root, "bin") + ":" + filepath.Join(root, "scripts") + ":" + os.Getenv("PATH")
	if err := os.Setenv("PATH", path); err != nil {
		return err
	}
	return os.Setenv("LC_ALL", "C")
}

func (r *result) run(dir string, words []string) error {
	if err := os.RemoveAll(filepath.Join(dir, "run")); err != nil { // of datasync, which would find nothing to do
		return err
	}
	out, err := os.Create(filepath.Join(dir, "stdout"))
	if err != nil {
		return err
	}
	defer out.Close()
	var said strings.Builder
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, &said
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", words[0], err, said.String())
	}
	r.took = append(r.took, time.Since(began))
	r.cpu = append(r.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peak = max(r.peak, maxrss(usage))
	}
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

// part is what part of the others, in pairs, some times are; "" if there are no others.
func part(times, others []time.Duration) string {
	var parts []float64
	for i, other := range others {
		parts = append(parts, times[i].Seconds()/other.Seconds())
	}
	if parts == nil {
		return ""
	}
	slices.Sort(parts)
	return fmt.Sprintf("%.2f", parts[len(parts)/2])
}

// show prints the row of the table, but for what is behind the measures.
func (r *result) show(dir string, inputs []string, name string) error {
	rows, size := 0, 0
	for _, name := range inputs {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		rows, size = rows+strings.Count(string(text), "\n"), size+len(text)
	}
	s := slices.Sorted(slices.Values(r.took))[len(r.took)/2].Seconds()
	fmt.Printf("| `%s` | %.2f | %.0f | %.0f | %.0f |", name, s, float64(rows)/s, float64(size)/s/1e6, float64(r.peak)/1e6)
	return nil
}
