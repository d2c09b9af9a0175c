package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"patientfaq/faq"
)

func newInit(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "Write the built-in content to a folder, to start your own from",
		Long: `Write the built-in content to a folder, to start your own from. What is there
already is left alone: the folder must be new or empty.`,
		Example: `  patientfaq init content`,
		Args:    someArgs("the folder to write", 1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := args[0]
			if err := faq.WriteContent(dir); err != nil {
				return err
			}
			_, err := fmt.Fprintf(e.stdout, `Wrote the built-in content to %[1]s. It is sample text: no clinician has checked it. Next:

  patientfaq check --content %[1]s
  patientfaq demo --content %[1]s
  patientfaq review ID --by NAME --due DATE --content %[1]s
`, dir)
			return err
		},
	}
}
