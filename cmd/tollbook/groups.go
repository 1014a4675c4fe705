package main

import (
	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/decide"
	"tollbook/cmd/tollbook/keep"
	"tollbook/cmd/tollbook/record"
	"tollbook/cmd/tollbook/screens"
	"tollbook/cmd/tollbook/see"
)

// A commandGroup is what the list of commands puts under one heading.
type commandGroup struct {
	id, title string
	commands  []topicCommand
}

// A topicCommand is a command and the topic of the manual that its help points to.
type topicCommand struct {
	cmd   *cobra.Command
	topic string
}

// groups are all commands but help and completion, by what one wants to do.
func groups(run *cli.Run) []commandGroup {
	return []commandGroup{
		{"see", "See what was used, what is left and what is to come:", []topicCommand{
			{see.NewStatusCommand(run), "forecast"},
			{see.NewReportCommand(run), "figures"},
			{see.NewCreditsCommand(run), "credit"},
			{see.NewExpiringCommand(run), "credit"},
			{see.NewForecastCommand(run), "forecast"},
			{see.NewExplainCommand(run), "figures"},
			{screens.NewDemoCommand(run), "start"},
		}},
		{"record", "Record what came in and what was bought:", []topicCommand{
			{record.NewImportCommand(run), "exports"},
			{record.NewImportsCommand(run), "exports"},
			{record.NewSyncCommand(run), "scale"},
			{record.NewSourceCommand(run), "scale"},
			{record.NewMergeCommand(run), "scale"},
			{record.NewTopUpCommand(run), "credit"},
			{record.NewBalanceCommand(run), "credit"},
			{record.NewAccountCommand(run), "credit"},
		}},
		{"decide", "Decide where, with what and how to pay:", []topicCommand{
			{decide.NewCompareCommand(run), "what-if"},
			{decide.NewScenarioCommand(run), "what-if"},
			{decide.NewPlanCommand(run), "credit"},
			{decide.NewFeeCommand(run), "credit"},
			{decide.NewQuoteCommand(run), "prices"},
			{decide.NewModelsCommand(run), "prices"},
			{decide.NewGatewaysCommand(run), "gateways"},
		}},
		{keepInOrder, "Keep it in order:", []topicCommand{
			{keep.NewCheckCommand(run), "forecast"},
			{keep.NewBudgetCommand(run), "forecast"},
			{keep.NewSettingsCommand(run), "files"},
			{keep.NewRepriceCommand(run), "prices"},
			{keep.NewCatalogCommand(run), "prices"},
			{keep.NewImpactCommand(run), "prices"},
			{keep.NewDoctorCommand(run), "figures"},
			{keep.NewBackupCommand(run), "files"},
			{keep.NewVersionCommand(run), "files"},
			{keep.NewManCommand(run), "files"},
		}},
	}
}

// keepInOrder is the group of help and completion too.
const keepInOrder = "keep"

// topicNote is the annotation of a command that names its topic.
const topicNote = "topic"

// addGroups adds the commands under their headings.
func addGroups(root *cobra.Command, groups []commandGroup) {
	pointTo(root, "start")
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, p := range g.commands {
			p.cmd.GroupID = g.id
			pointTo(p.cmd, p.topic)
			root.AddCommand(p.cmd)
		}
	}
	root.SetHelpCommandGroupID(keepInOrder)
	root.SetCompletionCommandGroupID(keepInOrder)
}

// pointTo has a command's help point to a topic.
func pointTo(cmd *cobra.Command, topic string) {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[topicNote] = topic
}

// topicOf is the topic of a command, or of the one that it belongs to.
func topicOf(cmd *cobra.Command) string {
	for ; cmd != nil; cmd = cmd.Parent() {
		if topic, ok := cmd.Annotations[topicNote]; ok {
			return topic
		}
	}
	return ""
}
