package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"patientfaq/bot/discord"
	"patientfaq/bot/store"
	"patientfaq/search/lexicon"
)

// What doctor looks at on this machine.

// fine is a finding with nothing to do about it.
func fine(area, format string, args ...any) discord.Finding {
	return discord.Finding{Area: area, Level: discord.OK, Text: fmt.Sprintf(format, args...)}
}

// wrong is a problem that an error tells of, with the error's own hint where it has one.
func wrong(area string, err error, fix string) discord.Finding {
	if h, ok := errors.AsType[hintError](err); ok {
		fix = cmp.Or(h.hint, fix)
	}
	if u, ok := errors.AsType[usageError](err); ok {
		fix = cmp.Or(u.hint, fix)
	}
	return discord.Finding{Area: area, Level: discord.Problem, Text: err.Error(), Fix: fix}
}

// token reads the token and looks at who else can. No finding holds any of it.
func (d *doctorCommand) token() (string, []discord.Finding) {
	token, err := d.serve.token()
	switch file := d.serve.tokenFile; {
	case err != nil && d.offline && file == "":
		return "", []discord.Finding{{Area: "token", Level: discord.Skipped, Text: "none was given"}}
	case err != nil:
		return "", []discord.Finding{wrong("token", err, "let the bot's account read it")}
	case file == "":
		return token, []discord.Finding{fine("token", "it is in the variable %s", tokenVariable)}
	default:
		return token, []discord.Finding{readers(file)}
	}
}

// readers says who besides its owner can read the token's file.
func readers(file string) discord.Finding {
	info, err := os.Stat(file)
	if err != nil {
		return wrong("token", err, "let the bot's account read it")
	}
	f := discord.Finding{Area: "token", Level: discord.Problem, Fix: "chmod 600 " + file + ", and reset the token if somebody may have read it"}
	switch mode := info.Mode().Perm(); {
	case runtime.GOOS == "windows": // has no such modes
		return fine("token", "it is in %s", file)
	case mode&0o007 != 0:
		f.Text = fmt.Sprintf("everybody on this machine can read or change %s (mode %04o)", file, mode)
	case mode&0o070 != 0:
		f.Level, f.Text = discord.Warning, fmt.Sprintf("its group can read or change %s (mode %04o)", file, mode)
	default:
		return fine("token", "only its owner can read %s", file)
	}
	return f
}

// content loads the content as serve does, and takes stock of it.
func (d *doctorCommand) content(ctx context.Context) []discord.Finding {
	content := &d.serve.bot.content
	stops, err := content.readStops()
	if err != nil {
		return []discord.Finding{{Area: "content", Level: discord.Skipped, Text: "not looked at, because the stop list cannot be read"}}
	}
	var found []discord.Finding
	result, err := content.inspectWith(ctx, stops, func() (*lexicon.Lexicon, error) {
		lex, err := d.serve.bot.readImported()
		if err != nil {
			f := wrong("medicines", err, "mend or remove the file of imported medicines")
			f.Level, f.Text = discord.Warning, "the imported ones are not in use: "+f.Text
			found = append(found, f)
			lex = lexicon.Default()
		}
		return lex, nil
	})
	if err != nil {
		return append(found, wrong("content", err, content.checkCommand()+" says more"))
	}
	found = append(found, servableFinding(content, result))
	if n := result.inventory.OverdueEntries; n > 0 {
		found = append(found, discord.Finding{Area: "reviews", Level: discord.Warning, Text: plural(n, "review is", "reviews are") + " past the due date",
			Fix: content.checkCommand() + " names them; check them and run patientfaq review"})
	} else {
		found = append(found, fine("reviews", "none is overdue"))
	}
	return append(found, contactFinding(content.country, result))
}

// servableFinding says whether the content can be taken and how much of it may be shown.
func servableFinding(content *contentFlags, result checked) discord.Finding {
	inv := result.inventory
	withheld := discord.WithheldWords(inv)
	switch {
	case result.Errors > 0:
		return discord.Finding{Area: "content", Level: discord.Problem, Text: plural(result.Errors, "error", "errors") + ": it is not taken; what served before " +
			"serves on, and after a restart emergency cards alone", Fix: content.checkCommand() + " lists them"}
	case inv.ServableEntries == 0:
		return discord.Finding{Area: "content", Level: discord.Problem, Text: "nothing may be shown to patients: " + cmp.Or(withheld, "there is nothing in it"),
			Fix: content.sampleHint(0)}
	}
	text := fmt.Sprintf("%d of %s may be shown", inv.ServableEntries, plural(inv.Entries, "entry", "entries"))
	if withheld != "" {
		text += "; withheld: " + withheld
	}
	return fine("content", "%s", text)
}

// contactFinding says how the numbers stand that emergency cards show: those of the country, or of all where none is given.
func contactFinding(country string, result checked) discord.Finding {
	overdue, unchecked := result.inventory.OverdueCountries, result.inventory.UncheckedCountries
	f := discord.Finding{Area: "contacts", Level: discord.Warning, Fix: "read each on the page named as its source or call it, write the date into contacts.yaml, " +
		"and run patientfaq review contact:" + cmp.Or(country, "COUNTRY")}
	if country != "" {
		if result.corpus.Contact(country) == nil {
			f.Level, f.Text = discord.Problem, "there are no numbers for "+country+": emergency cards show a button for each country instead"
			f.Fix = "add the country to contacts.yaml and run patientfaq review contact:" + country
			return f
		}
		here := func(list []string) []string {
			return slices.DeleteFunc(slices.Clone(list), func(c string) bool { return c != country })
		}
		overdue, unchecked = here(overdue), here(unchecked)
	}
	switch {
	case len(overdue) > 0:
		f.Text = "these numbers were to be checked again by now: " + strings.Join(overdue, ", ")
	case len(unchecked) > 0:
		f.Text = "nobody has checked all numbers of " + strings.Join(unchecked, ", ")
	default:
		return fine("contacts", "all checked and in date")
	}
	return f
}

// state looks at the state folder and what is in it.
func (d *doctorCommand) state(ctx context.Context) []discord.Finding {
	dir, err := d.serve.bot.content.stateDir()
	if err != nil {
		return []discord.Finding{wrong("state", err, "give a folder that the bot may write to with --state")}
	}
	return []discord.Finding{writable(dir), stopsFinding(dir), d.memory(ctx, dir)}
}

// writable tries to write into a folder, or where it would be made.
func writable(dir string) discord.Finding {
	at, missing := dir, false
	for {
		_, err := os.Stat(at)
		parent := filepath.Dir(at)
		if !errors.Is(err, fs.ErrNotExist) || parent == at {
			break
		}
		at, missing = parent, true
	}
	file, err := os.CreateTemp(at, ".doctor-*")
	if err == nil {
		err = errors.Join(file.Close(), os.Remove(file.Name()))
	}
	switch {
	case err != nil:
		return wrong("state", fmt.Errorf("%s cannot be written to: %w", at, err), "let the bot's account write there, or name another folder with --state")
	case missing:
		return fine("state", "%s is not there yet, and can be made", dir)
	default:
		return fine("state", "%s can be written to", dir)
	}
}

// stopsFinding reads the stop list. A list that cannot be read would let withdrawn answers be shown again.
func stopsFinding(dir string) discord.Finding {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fine("stop list", "nothing is withdrawn")
	}
	stops, err := store.OpenStops(dir)
	if err != nil {
		return wrong("stop list", err, "let the bot's account read it: serve does not start without")
	}
	if lines := stops.Unreadable(); len(lines) > 0 {
		return wrong("stop list", fmt.Errorf("%s: %w", plural(len(lines), "line cannot be read", "lines cannot be read"), lines[0]),
			"see which entry it was meant to withdraw, withdraw that again, and remove the line")
	}
	return fine("stop list", "%s withdrawn", plural(len(stops.Withdrawn()), "ID is", "IDs are"))
}

// memory looks at the database, and notes which staff channels are set in it.
func (d *doctorCommand) memory(ctx context.Context, dir string) discord.Finding {
	settings, err := store.Peek(ctx, filepath.Join(dir, storeFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fine("memory", "there is none yet; serve makes it")
	case err != nil:
		return wrong("memory", err, "until then serve runs without settings of servers and without counts; docs/operations.md has more under Files")
	}
	for _, s := range settings {
		if s.StaffChannel != "" && slices.Contains(d.serve.homeGuilds, s.Guild) {
			d.staffChannels = append(d.staffChannels, s.StaffChannel)
		}
	}
	return fine("memory", "it can be opened; %s settings of their own", plural(len(settings), "server has", "servers have"))
}

// moderation looks at whether moderators can do anything, and learn of anything. The flag's staff channel holds in home servers
// that have set none.
func (d *doctorCommand) moderation() []discord.Finding {
	var found []discord.Finding
	if len(d.serve.homeGuilds) == 0 {
		found = append(found, discord.Finding{Area: "moderators", Level: discord.Warning, Text: "no server is a home server, so they have no commands",
			Fix: "name their server with --home-guild"})
	}
	if c := d.serve.staffChannel; c != "" && !slices.Contains(d.staffChannels, c) {
		d.staffChannels = append(d.staffChannels, c)
	}
	if len(d.staffChannels) == 0 {
		found = append(found, discord.Finding{Area: "moderators", Level: discord.Warning, Text: "there is no staff channel, so what patients report stands in the log alone",
			Fix: "name one with --staff-channel"})
	}
	return found
}
