package api

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"datasync/pkg/cli"
)

// Each id is asked for in one good batch, in order, whatever the server refuses.
func TestBatchesAskForEachOnce(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 0))
		ids := make([]int, r.IntN(60))
		for i := range ids {
			ids[i] = i
		}
		size, longest, bad := 1+r.IntN(20), 1+r.IntN(20), r.IntN(60)
		var got, sizes []int
		c := client(t, &fake{}, Flags{}, 1, 0)
		err := Batches(c, ids, size, func(batch []int) error {
			switch {
			case len(batch) > longest:
				return &Fault{Kind: TooLong}
			case len(batch) > 1 && slices.Contains(batch, bad):
				return fmt.Errorf("wrapped: %w", &Fault{Kind: Refused})
			}
			got, sizes = append(got, batch...), append(sizes, len(batch))
			return nil
		})
		if err != nil || !slices.Equal(got, ids) {
			t.Fatalf("seed %d: asked for %v, %v; want %v", seed, got, err, ids)
		}
		if len(sizes) > 0 && slices.Max(sizes) > min(size, longest) {
			t.Fatalf("seed %d: batches of %v, the longest possible is %d", seed, sizes, longest)
		}
	}
}

// What was too long is not tried with the batches that follow; what was refused
// for another reason is no reason to ask for less.
func TestBatchSizes(t *testing.T) {
	for _, tt := range []struct {
		kind Kind
		want string // the sizes asked for
	}{
		{TooLong, "[4 2 2 2 2]"},
		{Refused, "[4 2 2 4]"},
		{Spoiled, "[4 2 2 4]"},
	} {
		var sizes []int
		err := Batches(client(t, &fake{}, Flags{}, 1, 0), make([]int, 8), 4, func(batch []int) error {
			sizes = append(sizes, len(batch))
			if len(sizes) == 1 {
				return &Fault{Kind: tt.kind}
			}
			return nil
		})
		if got := fmt.Sprint(sizes); err != nil || got != tt.want {
			t.Errorf("kind %d: %s, %v; want %s", tt.kind, got, err, tt.want)
		}
	}
}

// How a command ends that is stopped.
func TestUnfinished(t *testing.T) {
	for _, tt := range []struct {
		fault   Fault
		answers string
		want    string
	}{
		{Fault{Kind: Stop, Text: "x", When: "after midnight"}, "dir", "2 of 5 asked; x; run the same again after midnight, it goes on from there"},
		{Fault{Kind: Again, Text: "x"}, "dir", "2 of 5 asked; x; run the same again, it goes on from there"},
		{Fault{Kind: Stop, Text: "x"}, "", "2 of 5 asked; x; run again, with --answers DIR to keep what comes"},
		{Fault{Kind: Final, Text: "x"}, "", "x"},
		{Fault{Kind: Refused, Text: "x"}, "", "x"}, // of one id
	} {
		c := client(t, &fake{}, Flags{}, 1, 0)
		c.answers.dir = tt.answers
		asked := 0
		err := Batches(c, make([]int, 5), 1, func(batch []int) error {
			asked++
			if asked > 2 {
				return &tt.fault
			}
			return nil
		})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}

// Ctrl-C while kept answers are read.
func TestInterruptedBetweenBatches(t *testing.T) {
	c := client(t, &fake{}, Flags{}, 1, 0)
	err := Batches(c, make([]int, 5), 1, func([]int) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		c.ctx = ctx
		return nil
	})
	if want := "1 of 5 asked; interrupted; run again, with --answers DIR to keep what comes"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestProgress(t *testing.T) {
	for left, want := range map[quota]string{
		{}: "2 of 5 asked", {true, 0}: "2 of 5 asked, 0 requests left today", {true, 7}: "2 of 5 asked, 7 requests left today",
	} {
		if got := (&Client{left: left}).progress(2, 5); got != want {
			t.Errorf("%v left: %s; want %s", left, got, want)
		}
	}
}

func TestSent(t *testing.T) {
	for _, tt := range []struct {
		requests, reused int
		want             string
	}{
		{0, 0, "0 requests"}, {1, 0, "1 request"}, {22, 1, "22 requests, 1 kept answer"}, {0, 3, "0 requests, 3 kept answers"},
	} {
		if got := (&Client{requests: tt.requests, reused: tt.reused}).Sent(); got != tt.want {
			t.Errorf("Sent after %d and %d: %s; want %s", tt.requests, tt.reused, got, tt.want)
		}
	}
}

// What is believed to be a key.
func TestSecrets(t *testing.T) {
	for value, want := range map[string]string{
		"l7xx1234":      "",
		" ~!l7xx\\1 ":   "",
		"l7xx123":       "what is given as KEY is no key; copy it again",
		"l7xx 12345":    "what is given as KEY is no key; copy it again",
		"l7xx12345\x7f": "what is given as KEY is no key; copy it again",
		"":              "KEY is not set; set it to the key, or give --key-file FILE",
		" ":             "KEY is not set; set it to the key, or give --key-file FILE",
	} {
		t.Setenv("KEY", value)
		got, err := new(Flags).Secrets(new(cli.Env), "KEY")
		if want == "" && (err != nil || len(got) != 1 || got[0] != strings.TrimSpace(value)) || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%q: %q, %v; want error %q", value, got, err, want)
		}
	}
}
