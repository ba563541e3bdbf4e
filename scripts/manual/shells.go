package main

import (
	"fmt"
	"strings"
)

// bash is a completion for bash 3.2, which macOS has, and later. That one lacks
// compopt, and offers files where nothing is to be offered. bash takes "=" for a
// word of its own.
func (p *program) bash() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# bash completion of %s, made of its --help\n_%[1]s() {\n", p.name)
	b.WriteString(`	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	[ "$before" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}
	COMPREPLY=()
	case $before in
`)
	var all []string
	for _, o := range p.flags {
		all = append(all, o.names()...)
		if o.value != "" {
			fmt.Fprintf(&b, "\t%s) %s ;;\n", strings.Join(o.names(), " | "), map[kind]string{
				aFile:      "return",
				aDirectory: "compopt +o default -o dirnames 2>/dev/null && return",
				aWord:      "compopt +o default 2>/dev/null && return",
				aChoice:    `COMPREPLY=($(compgen -W '` + o.choices() + `' -- "${word#=}")) && return`,
			}[o.kind()])
		}
	}
	fmt.Fprintf(&b, "\tesac\n\tcase $word in\n\t-*) COMPREPLY=($(compgen -W '%s' -- \"$word\")) ;;\n", strings.Join(all, " "))
	option := "-o default"
	if actions := p.actions(); actions != nil {
		option = "-o default -o filenames"
		fmt.Fprintf(&b, "\t*)\n\t\tlocal IFS=$'\\n'\n\t\tCOMPREPLY=($(compgen -W $'%s' -- \"$word\") $(compgen -f -- \"$word\"))\n\t\t;;\n",
			strings.Join(actions, `\n`))
	}
	fmt.Fprintf(&b, "\tesac\n}\ncomplete %s -F _%s %[2]s\n", option, p.name)
	return b.String()
}

// zsh is a completion for zsh, with the descriptions.
func (p *program) zsh() string {
	var b strings.Builder
	fmt.Fprintf(&b, "#compdef %s\n# made of its --help\n_arguments -s -S", p.name)
	for _, o := range p.flags {
		fmt.Fprintf(&b, " \\\n\t%s", o.zsh())
	}
	if actions := p.actions(); actions != nil {
		fmt.Fprintf(&b, " \\\n\t'*: : _alternative \"actions:action:(%s)\" \"files:file:_files\"'", strings.Join(actions, " "))
	} else {
		b.WriteString(" \\\n\t'*:file:_files'")
	}
	b.WriteString("\n")
	return b.String()
}

// zsh is the specification of a flag for _arguments: '(-o --output)'{-o+,--output=}'[help]:FILE:_files'.
func (o option) zsh() string {
	value, short, long := "", o.short, o.long
	if o.value != "" {
		what := map[kind]string{aWord: " ", aFile: "_files", aDirectory: "_files -/", aChoice: "(" + o.choices() + ")"}
		value = ":" + strings.ReplaceAll(o.value, ":", `\:`) + ":" + what[o.kind()]
		if short != "" {
			short += "+"
		}
		if long != "" {
			long += "="
		}
	}
	rest := quoted("[" + strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, ":", `\:`).Replace(o.help) + "]" + value)
	switch {
	case short != "" && long != "":
		return fmt.Sprintf("'(%s %s)'{%s,%s}%s", o.short, o.long, short, long, rest)
	case value != "":
		return "'*'" + short + long + rest // it may be one that can be given several times
	}
	return short + long + rest
}

// fish is a completion for fish, with the descriptions.
func (p *program) fish() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# fish completion of %s, made of its --help\n", p.name)
	for _, o := range p.flags {
		fmt.Fprintf(&b, "complete -c %s", p.name)
		if o.short != "" {
			fmt.Fprintf(&b, " -s %s", o.short[1:])
		}
		if o.long != "" {
			fmt.Fprintf(&b, " -l %s", o.long[2:])
		}
		if o.value != "" {
			b.WriteString(map[kind]string{
				aWord: " -x", aFile: " -r -F", aDirectory: " -x -a '(__fish_complete_directories)'", aChoice: " -x -a '" + o.choices() + "'",
			}[o.kind()])
		}
		fmt.Fprintf(&b, " -d '%s'\n", strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(o.help))
	}
	if actions := p.actions(); actions != nil {
		all := strings.Join(actions, " ")
		fmt.Fprintf(&b, "complete -c %s -n 'not __fish_seen_subcommand_from %s' -a '%[2]s'\n", p.name, all)
	}
	return b.String()
}

// quoted is a word for a shell.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
