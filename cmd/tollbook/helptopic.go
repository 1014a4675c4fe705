package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/manual"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
)

// newHelpCommand shows a page of the manual, or a command's help.
func newHelpCommand(run *cli.Run, root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [TOPIC or COMMAND...]",
		Short: "a page of the manual, or the help of a command",
		Long: `Without a word it lists the commands and the topics of the manual. A name that
is both, like forecast, is the topic; forecast --help is the command's help.`,
		Example:           "  tollbook help start\n  tollbook help topup add",
		GroupID:           keepInOrder,
		ValidArgsFunction: completeHelp,
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil }, // help needs no catalog
		RunE:              func(_ *cobra.Command, args []string) error { return runHelp(run, root, args) },
	}
}

// runHelp shows a topic of the manual, or the help of the command that args name.
func runHelp(run *cli.Run, root *cobra.Command, args []string) error {
	if len(args) == 1 {
		if topic, ok := manual.Find(args[0]); ok {
			fmt.Fprint(run.Out, topicPage(run, root, topic))
			return nil
		}
	}
	cmd, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		return noSuchHelp(root, args)
	}
	return cmd.Help()
}

// noSuchHelp says what was probably meant.
func noSuchHelp(root *cobra.Command, args []string) error {
	names := manual.Names()
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && !slices.Contains(names, cmd.Name()) {
			names = append(slices.Clone(names), cmd.Name())
		}
	}
	hint := "nearest: " + strings.Join(pricing.Nearest(args[0], names, 3), ", ") + "; tollbook help lists all"
	return cli.AsWrongUse(cli.WithHint(fmt.Errorf("no topic and no command %q", strings.Join(args, " ")), hint))
}

// topicPage is a page of the manual with the commands that point to it.
func topicPage(run *cli.Run, root *cobra.Command, topic manual.Topic) string {
	layout := manual.Layout{Width: helpWidth(run), Wrap: print.Hang, Parts: manualParts(root)}
	if run.Page.IsBold() {
		layout.Strong = strong
	}
	text := topic.Text(layout)
	if own := commandsOf(root, topic.Name); len(own) > 0 {
		for i, name := range own {
			own[i] = print.Whole("tollbook " + name + " --help")
		}
		line := print.Hang("commands: "+strings.Join(own, ", "), helpWidth(run)-2, "  ")
		text += "\n" + line + "\n"
	}
	return text
}

// strong is a text in bold.
func strong(text string) string { return "\x1b[1m" + text + "\x1b[0m" }

// commandsOf are the commands whose help points to a topic, the one of its name first.
func commandsOf(root *cobra.Command, topic string) []string {
	var out []string
	for _, cmd := range root.Commands() {
		switch {
		case topicOf(cmd) != topic || cmd == root || cmd.Name() == "help":
		case cmd.Name() == topic:
			out = slices.Insert(out, 0, cmd.Name())
		default:
			out = append(out, cmd.Name())
		}
	}
	return out
}

// completeHelp offers topics and commands, behind a command those that it has.
func completeHelp(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	in, _, err := cmd.Root().Find(args)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	offer := func(name, does string) {
		if strings.HasPrefix(name, word) {
			out = append(out, cobra.CompletionWithDesc(name, does))
		}
	}
	if len(args) == 0 {
		for _, topic := range manual.Topics() {
			offer(topic.Name, topic.Title)
		}
	}
	for _, sub := range in.Commands() {
		if _, topic := manual.Find(sub.Name()); sub.IsAvailableCommand() && (len(args) > 0 || !topic) {
			offer(sub.Name(), sub.Short)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
