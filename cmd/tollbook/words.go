package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// needWords makes wrong use of what cobra answers with a page of help: completion
// without a shell that it knows, and help on no command.
func needWords(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "completion":
			cmd.Args = cobra.ArbitraryArgs
			cmd.RunE = func(_ *cobra.Command, args []string) error {
				err := fmt.Errorf("completion needs a shell")
				if len(args) > 0 {
					err = fmt.Errorf("no completion for %q", args[0])
				}
				return usageError{hinted{err, "tollbook completion bash, zsh, fish or powershell"}}
			}
		case "help":
			help := cmd.Run
			cmd.RunE = func(cmd *cobra.Command, args []string) error {
				if _, rest, err := root.Find(args); err != nil || len(rest) > 0 {
					return usageError{hinted{fmt.Errorf("no command %q to help with", args[0]), "tollbook --help lists the commands"}}
				}
				help(cmd, args)
				return nil
			}
		}
	}
}
