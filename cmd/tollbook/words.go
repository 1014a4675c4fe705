package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// needWords makes wrong use of what cobra answers with a page of help: completion
// without a shell that it knows.
func needWords(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		panic(err) // the command that was just made
	}
	pointTo(cmd, "files")
	cmd.Short = "the script that lets your shell complete names"
	cmd.Long = "Prints a script for bash, zsh, fish or powershell. The help of each says where it\ngoes: tollbook completion zsh --help."
	cmd.Example = "  tollbook completion bash > ~/.local/share/bash-completion/completions/tollbook"
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		err := fmt.Errorf("completion needs a shell")
		if len(args) > 0 {
			err = fmt.Errorf("no completion for %q", args[0])
		}
		return usageError{hinted{err, "tollbook completion bash, zsh, fish or powershell"}}
	}
}
