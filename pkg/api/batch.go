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
	var todo [][]ID // of the batch that is asked for, in halves if need be; the next one last
	for done := 0; done < len(ids); {
		if len(todo) == 0 {
			c.env.Progress("%s", c.progress(done, len(ids)))
			todo = append(todo, ids[done:min(done+size, len(ids))])
		}
		last := len(todo) - 1
		batch := todo[last]
		todo = todo[:last]
		var err error = errInterrupted
		if c.ctx.Err() == nil { // where all answers are kept nothing else would notice
			err = ask(batch)
		}
		fault, ok := errors.AsType[*Fault](err)
		switch {
		case err == nil:
			done += len(batch)
		case !ok:
			return err
		case refusals[fault.Kind] != "" && len(batch) > 1:
			half := (len(batch) + 1) / 2
			if fault.Kind == TooLong {
				size = half
			}
			todo = append(todo, batch[half:], batch[:half])
		case fault.Kind == Stop || fault.Kind == Again:
			return c.unfinished(done, len(ids), fault)
		default:
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
