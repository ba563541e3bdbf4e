package api

import (
	"errors"
	"fmt"

	"datasync/pkg/cli"
)

// Batches asks for all ids, at most size at a time, in order. A batch that the
// server refuses is asked for in halves; if it was too long, no more are asked
// for at a time from then on. A command that is stopped before the end says how
// far it came.
func Batches[ID any](c *Client, ids []ID, size int, ask func(ids []ID) error) error {
	c.ctx = c.env.Context()
	// batch asks for a batch, in halves if need be, and tells how many of its ids
	// it came past.
	var batch func(ids []ID) (int, error)
	batch = func(ids []ID) (int, error) {
		if c.ctx.Err() != nil { // where all answers are kept nothing else would notice
			return 0, errInterrupted
		}
		err := ask(ids)
		if err == nil {
			return len(ids), nil
		}
		fault, ok := errors.AsType[*Fault](err)
		if !ok || refusals[fault.Kind] == "" || len(ids) == 1 {
			return 0, err
		}
		half := (len(ids) + 1) / 2
		if fault.Kind == TooLong {
			size = half
		}
		n, err := batch(ids[:half])
		if err != nil {
			return n, err
		}
		m, err := batch(ids[half:])
		return n + m, err
	}
	for done := 0; done < len(ids); {
		c.env.Progress("%s", c.progress(done, len(ids)))
		n, err := batch(ids[done:min(done+size, len(ids))])
		done += n
		if fault, ok := errors.AsType[*Fault](err); ok && (fault.Kind == Stop || fault.Kind == Again) {
			return c.unfinished(done, len(ids), fault)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// progress says how far a command came, and what is left of the day.
func (c *Client) progress(done, all int) string {
	text := fmt.Sprintf("%d of %d asked", done, all)
	if c.left.told {
		text += fmt.Sprintf(", %d requests left today", c.left.n)
	}
	return text
}

func (c *Client) unfinished(done, all int, f *Fault) error {
	when := ""
	if f.When != "" {
		when = " " + f.When
	}
	if c.answers.dir == "" {
		return cli.Unfinishedf("%d of %d asked; %s; run again%s, with --answers DIR to keep what comes", done, all, f.Text, when)
	}
	return cli.Unfinishedf("%d of %d asked; %s; run the same again%s, it goes on from there", done, all, f.Text, when)
}
