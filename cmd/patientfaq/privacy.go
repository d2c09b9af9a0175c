package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"patientfaq/faq"
)

func newPrivacy(e *env) *cobra.Command {
	var f contentFlags
	c := &cobra.Command{
		Use:   "privacy",
		Short: "Print the privacy policy, as the bot's /privacy shows it",
		Example: `  patientfaq privacy
  patientfaq privacy --content content > privacy.md`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			fsys, err := f.fsys()
			if err != nil {
				return err
			}
			corpus, _ := faq.Load(fsys, faq.Options{}) // the built-in message stands in for one that cannot be read
			_, err = fmt.Fprintln(e.stdout, corpus.Message(f.locale, "privacy"))
			return err
		},
	}
	f.addContent(c.Flags())
	c.Flags().StringVar(&f.locale, "locale", "en", "`language` of the policy")
	return c
}
