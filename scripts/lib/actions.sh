# What is done with a run directory, beside the stages of the week.
# shellcheck shell=sh disable=SC2046,SC2086,SC2034,SC2154 # lists are split into lines; variables are of datasync and of its other parts

call() { printf '%s %s-C %s' "$(quoted "$0")" "${1:+$1 }" "$(quoted "$run_dir")"; } # call [ACTION]: how to call this

open_run() { # it is the working directory, and nobody else is at work there
	[ -z "${DATE-}" ] || awk 'BEGIN {
		split(ENVIRON["DATE"], d, "-")
		last = d[2] == 2 ? 28 + (d[1] % 4 == 0 && (d[1] % 100 || d[1] % 400 == 0)) : 30 + (d[2] + (d[2] > 7)) % 2
		exit ENVIRON["DATE"] !~ /^[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]$/ || d[2] < 1 || d[2] > 12 || d[3] < 1 || d[3] > last
	}' || usage "DATE is '$DATE', not a day as YYYY-MM-DD"
	today=${DATE:-$(date +%Y-%m-%d)} named=$run_dir
	: "${run_dir:=runs/$today}"
	absolute "$run_dir"
	case $path in *"$nl"*) fail 1 "$run_dir: there is a line break in the name; name another directory with -C" ;; esac
	work=$path fetched=$path/.fetched manifest=/dev/null
	[ ! -d "$work" ] || cd "$work" 2>/dev/null || fail 1 "$run_dir: permission denied"
	if [ -f "$work/manifest.tsv" ]; then
		manifest=manifest.tsv
		[ -r manifest.tsv ] || fail 1 "$run_dir/manifest.tsv: permission denied"
	elif [ -z "$report" ]; then
		case $action in '' | merge) why='no report is given' ;; *) why='there is no run' ;; esac
		[ "$named" ] || why="$why; to go on with a run, name its directory: -C RUN_DIR"
		usage "$run_dir: $why"
	fi
	made=''
	[ -d "$work" ] || [ "$dry" ] || { mkdir -p "$work" 2>/dev/null && cd "$work" && made=yes; } || fail 1 "$run_dir: cannot make this directory; name another one with -C"
	[ "$action" = status ] || [ "$dry" ] || enter
	case $action in status | verify | libraries) date='' ;; *) date=${DATE-} ;; esac # these make no report
	[ "$date" ] || [ $manifest = /dev/null ] || date=$(setting date)
	: "${date:=$today}"
	report_file=NZ-OCLC-Identifier-report-$date.xlsx
}

# What is to be done: from the first stage that needs something new, or lacks a file, to the last.

from='' why='' changed='' # the stage, why it is done, and the kinds of inputs that are new

need() { # need STAGE WHY: it is to be done, and all after it
	for stage in $stages; do
		[ "$stage" != "$from" ] || return 0
		[ "$stage" != "$1" ] || break
	done
	from=$1 why=$2
}
missing() { # missing sets $gone, the first file that is not there, and $stage
	for stage in $stages; do
		[ "$stage" != route ] || [ "$(inputs doublecheck)" ] || break
		for gone in $(files "$stage"); do case $gone in *'*'*) ;; *) [ -f "$gone" ] || return 0 ;; esac done
	done
	gone=''
}
whole() { # whole: the run is, or this ends here
	missing
	if [ "$gone" ] || [ ! -f update.tsv ]; then
		fail 1 "$run_dir: ${gone:-update.tsv} is not there; finish the run first: $(call)"
	fi
}
record() { # record WHY: a run that is verified stays as it is
	[ ! -f verified.tsv ] || [ "$again" ] || fail 1 "$run_dir is verified, a record of what was done ($1); begin another run, or give --again"
}
has() { # has KIND...: is one of them new?
	for one; do case $nl$changed in *"$nl$one$nl"*) return ;; esac done
	return 1
}
look() { # look KIND STAGE: is what is given of a kind new?
	eval "list=\$$1"
	now='' as='' fresh='' old=$nl$(known "$1")$nl
	for name in $list; do
		find_file "$name"
		sum=new
		[ $manifest = /dev/null ] || sum=$(sha256 "$file")$tab$sheet
		now=$now$nl$sum as=$as$nl$given$tab$sheet
		case $old in *"$nl$sum$nl"*) ;; *) fresh="$fresh, $name" ;; esac
	done
	# Of the reports some may be given again, or in another order.
	if [ "$list" ] && [ "$fresh" ] || [ "$1" != report ] && [ "$list" ] && [ "$now$nl" != "$old" ]; then
		[ "$fresh" ] || fresh=", other files as $1"
		changed=$changed$1$nl
		need "$2" "new: ${fresh#, }"
		case $1 in dnu | exceptions | xref | merges) replaced "$1" ;; esac
	fi
}
replaced() { # replaced KIND: what was given before, and not again, is told
	while IFS= read -r line; do
		case $line in "$1$tab"*) row "$line" ;; *) continue ;; esac
		case $now$as$nl in
		*"$nl$of_sum$tab$of_sheet$nl"*) ;;
		*"$nl$of_given$tab$of_sheet$nl"*) say "warning: $of_given is not as it was given before; it counts as it is now" ;;
		*) say "warning: $of_given, given before, counts no more; to keep it, name it beside the new one" ;;
		esac
	done <"$manifest"
}
new_inputs() {
	list=$report report=''
	for name in $list; do
		find_file "$name"
		add "$(tell_apart "$file")" "$name"
	done
	[ "$report$(inputs report)" ] || usage "$run_dir: only reports that go beside bib processing reports are given; name these too"
	look institutions merge
	look report merge
	look dnu dnu
	for kind in doublecheck exceptions xref live current merges; do look $kind route; done
	if has doublecheck && ! has live; then changed=${changed}live$nl; fi # what was live then is older
	[ -z "$xref" ] || [ "$exceptions$(inputs exceptions)" ] || say 'warning: cross-reference reports are read beside exception reports; none is given'
	[ -z "$merges" ] || [ "$current$(inputs current)" ] || say 'warning: files of merges are read beside what WorldCat says (worldcat or --current)'
}
tell_apart() { # tell_apart FILE: of which kind is a report? A line may be damaged; what reads it looks at all of it. An empty one has its name alone.
	called=${1##*/} awk -F '|' '
		{ sub(/^\357\273\277/, ""); sub(/\r$/, "") }
		NF == 5 && (!kind || $1 ~ /::bib::/) { kind = "report" }
		NR <= 7 && /Exception Count/ || !kind && NF >= 7 && $1 ~ /::bib::/ { kind = "exceptions" }
		!kind && /^[^|\t]+\t[a-z]*[0-9]+$/ { kind = "xref" }
		kind == "report" || NR > 100 { exit }
		END { print kind ? kind : !NR && ENVIRON["called"] ~ /Exception/ ? "exceptions" : !NR && ENVIRON["called"] ~ /CrossRef/ ? "xref" : "report" }' <"$1"
}
each_setting() { # each_setting DO: DO NAME VALUES STAGE WHY
	$1 date "$date" report "the report's date is $date"
	$1 link "${link%"$nl"}" report 'new: links'
	$1 history "$history" report 'new: where the earlier runs are'
	$1 hold-critical "$hold_critical" route 'new: what is held for review'
	$1 hold-rematch "$hold_rematch" route 'new: what is held for review'
}
look_at_setting() { [ -z "$2" ] || [ "$2" = "$(setting "$1")" ] || need "$3" "$4"; }
put_setting() { for value in ${2:-$([ ! -f manifest.tsv ] || setting "$1")}; do printf '%s\t%s\n' "$1" "$value"; done; }
settings() { # how the routes and the report are made
	{
		printf 'Name\tValue\n'
		each_setting put_setting
	} >.settings
	mv .settings settings.tsv
}
plan() { # plan sets $from: what is given and what is there lead to it
	new_inputs
	[ ! -f .carried ] || cmp -s .carried decisions.tsv || need review 'new: what was put off'
	if [ $manifest = /dev/null ]; then
		need merge 'the run is new'
		for name in $(for each in $stages verify; do files "$each"; done) libraries; do
			for file in $([ ! -d "$work" ] || glob "$name"); do
				fail 1 "$run_dir: ${file##*/} is there already, and of no run; name an empty directory with -C"
			done
		done
	fi
	case $action in
	'') [ $manifest = /dev/null ] || { missing && [ -z "$gone" ]; } || need "$stage" "there is no $gone" ;;
	*)
		case $action in merge | split | dnu) ;; *)
			[ "$(inputs doublecheck)$doublecheck" ] || usage "stage $action needs the Analytics report: give --doublecheck" ;;
		esac
		need "$action" 'you asked for it'
		missing
		[ -z "$gone" ] || need "$stage" "there is no $gone"
		[ "$from" = "$action" ] || [ "$changed" ] || fail 1 "$run_dir: $why, which stage $action needs; run: $(call)"
		;;
	esac
	[ $manifest != /dev/null ] || return 0
	each_setting look_at_setting
	if has report && [ "$(inputs doublecheck)" ]; then
		fail 1 "$run_dir was made from other reports ($why); name another directory with -C"
	fi
	[ -z "$from" ] || record "$why"
}
would() { # what would be done, and why
	printf '%s\n' "${why:-all is there}"
	for stage in $stages; do
		[ "$stage" != "$from" ] || dry=due
		[ "$stage" != route ] || [ "$(inputs doublecheck)$doublecheck$asking" ] || break
		[ $dry != due ] || printf 'would do: %s\n' "$stage"
	done
}

# To do it.

week() { # week STAGE: that stage and those after it
	echo "datasync $action" >.unfinished
	due=''
	for stage in $stages; do
		[ "$stage" != "$1" ] || due=yes
		[ "$stage" != route ] || [ "$(inputs doublecheck)" ] || break
		[ "$stage" != set ] || finish || return 1 # no set where a workbook failed
		[ -z "$due" ] || "do_$stage" || return 1
	done
	finish || return 1
	[ "$stage$due" = reportyes ] || mksummary --quiet -o summary.tsv .
}
update() { # what is new, and the stages that need it
	begin "$manifest"
	for kind in $changed; do
		[ "$kind" = report ] || begin .manifest "$kind"
		eval "list=\$$kind"
		for name in $list; do store "$kind" "$name"; done
	done
	was=$manifest manifest=.manifest
	action=${asking:-$action $(sha256 .manifest)} # as .unfinished knows it; what servers answer has its time
	if [ $was = manifest.tsv ]; then # look at it before anything is removed
		printf 'Network Id\tIncoming 035a\tAction\tOCLC Control Number (035a)\n' >.empty.tsv
		! has report institutions || try bibmerge --quiet -o /dev/null --rejects .new $(inputs institutions --institutions) $(inputs report)
		differ=diff.tsv # with whose zone a list is compared
		[ -f $differ ] || differ=.empty.tsv
		! has dnu || try dnufilter --quiet -o /dev/null $(inputs dnu --dnu) $differ
		! has doublecheck || try actionroute --quiet -o /dev/null $(inputs doublecheck --doublecheck) .empty.tsv
		! has exceptions xref || [ -z "$(inputs exceptions)" ] || try addmessages --quiet -o /dev/null --rejects .new $(inputs exceptions --exceptions) $(inputs xref --xref) .empty.tsv
		! has current merges || [ -z "$(inputs current)" ] || try matchroute --quiet -o /dev/null $(worldcat_says) .empty.tsv
		if has doublecheck && [ -f a_to_z_MMSid_for_set.txt ] && [ -z "$again" ]; then
			rm -f .new
			verifyupdate --quiet -o .new $(inputs doublecheck --doublecheck) update.tsv 2>/dev/null || :
			[ $(($(rows .new) * 2)) -le "$(rows update.tsv)" ] ||
				fail 1 "most records of $run_dir/update.tsv have their new number in this Analytics report; did you mean datasync verify? (--again takes it all the same)"
		fi
		drop "$from"
	fi
	settings
	along=''
	if [ -f .carried ]; then # what was put off comes along
		[ -f decisions.tsv ] || along=decisions.tsv
		mv .carried decisions.tsv
	fi
	adopt
	week "$from" && return
	if [ $was = /dev/null ] && [ ! -f bibprocessmerged.tsv ]; then # nothing can be made of these
		remove merge
		mv manifest.tsv .manifest
		rm -f settings.tsv .unfinished $along
	fi
	exit 1
}
do_week() { # what is due of it
	case $action in
	fetch | worldcat)
		asking=$action action=''
		record "$asking"
		if [ "$dry" ]; then need route 'a server would be asked'; else $asking && asked=yes; fi
		;;
	esac
	[ -z "$carry" ] || [ "$dry" ] || carry
	[ -z "$history" ] || { absolute "$history" && history=$path; }
	plan
	[ -z "$dry" ] || { show would && exit; }
	if [ "$from" ]; then update; else try mksummary --quiet -o summary.tsv .; fi
	tell
}
decide() {
	[ -f routed_review.tsv ] || fail 1 "$run_dir: there is nothing to decide yet; finish the run first: $(call)"
	record decide
	missing
	was=$(cat .unfinished 2>/dev/null) || :
	copies=''
	written=$(glob 'NZ-OCLC-Identifier-report-????-??-??.xlsx' | tail -n 1) # DATE may be another one now
	if [ -z "$workbook" ] && [ -f "$written" ] && [ "$(sha256 "$written")" != "$(cat .report.sha256 2>/dev/null)" ]; then
		workbook=$work/$written
	elif [ -z "$workbook" ] && [ "$was" = "datasync decide $(known decisions | tail -n 1)" ]; then
		copies=$(inputs decisions | tail -n 1) # of a decide that was killed
	elif [ -z "$workbook" ]; then
		[ "$written" ] || fail 1 "$run_dir: there is no $report_file; name the workbook with the decisions"
		say "nothing was decided in $written since it was made"
		tell
		return
	fi
	need review decisions
	[ -z "$dry" ] || { show would && exit; }
	begin manifest.tsv
	for name in $workbook; do
		store decisions "$name"
		copies=$copies$copy${sheet:+#$sheet}$nl
	done
	manifest=.manifest
	action="decide $(known decisions | tail -n 1)" # as .unfinished knows it
	printf 'Network Id\tIncoming 035a\tDecision\n' >.before.tsv
	[ ! -f decisions.tsv ] || cp decisions.tsv .before.tsv
	nothing='nothing was taken in'
	saying mkdecisions $(before) --date "$today" --run "$(run_name)" $overrule -o .decisions.tsv $copies || fail 1 "$nothing"
	reviewroute --quiet --check --decisions .decisions.tsv --strict .before.tsv --conflicts conflicts.tsv --listed do_not_change.tsv \
		--batch routed_update.tsv routed_review.tsv 2>.messages || {
		cat .messages >&2 || :
		fail 1 "$nothing"
	}
	if [ "$gone" ] || ! cmp -s .decisions.tsv decisions.tsv; then
		drop review take_in
		settings
		week review || exit 1
	else
		adopt
	fi
	tell
}
run_name() { # of the run of these reports: see decision.RunName
	printf '%s\n' "$(setting zone)" >.new
	known report | cut -f 1 | sort -u >>.new
	sha256 .new
}
take_in() { # before the report that has the decisions goes: they are here, or they are there
	rm -f review.tsv # and any call carries them out
	mv .decisions.tsv decisions.tsv
	[ ! -f .manifest ] || adopt
}
verify() {
	whole
	[ -z "$dry" ] || { show echo 'would do: verify' && exit; }
	asking=verify
	if [ "$ask_live" ]; then
		servers ''
		ask almabibs -o "$fetched/almabibs.tsv" update.tsv
		doublecheck=$fetched/almabibs.tsv asked=yes
	fi
	begin manifest.tsv verify
	for name in $doublecheck; do store verify "$name"; done
	manifest=.manifest
	made=$nl$(known doublecheck && known live)$nl
	for sum in $(known verify); do
		case $made in *"$nl$sum$nl"*)
			fail 1 "$run_dir was made from this Analytics report; verify needs one from after the job and the import" ;;
		esac
	done
	verifyupdate --quiet -o .new --since "$(setting date)" $(inputs verify --doublecheck) update.tsv 2>.messages || [ -f .new ] || {
		cat .messages >&2 || :
		exit 1
	}
	remove verify
	adopt
	verified=0
	do_verify || verified=$?
	mksummary --quiet -o summary.tsv . || verified=1
	show next
	exit $verified
}
libraries() {
	whole
	[ -z "$dry" ] || { show echo 'would do: libraries' && exit; }
	do_libraries || exit 1
	show printf 'The workbooks of the libraries are in %s/libraries' "$run_dir"
}

# What to tell.

next() { # what is to be done next, by whom
	missing
	if [ -f verified.tsv ]; then
		printf 'It is verified. %s were updated, %s not, %s lost their number (verification.xlsx).\n' \
			"$(rows verified.tsv)" "$(rows not_updated.tsv)" "$(rows lost_number.tsv)"
		[ "$(rows verified.tsv)" != 0 ] || [ "$(rows not_updated.tsv)" = 0 ] ||
			printf 'None has its new number: did the job and the import run, and is the report from after them? If not: %s --doublecheck FILE\n' "$(call verify)"
		[ ! -f repair_for_import_to_NZ.xlsx ] ||
			printf 'To repair: repair_MMSid_for_set.txt and repair_for_import_to_NZ.xlsx, as before; all as it was: rollback_for_import.xlsx.\n'
	elif [ "$gone" ]; then
		printf 'Next: go on with stage %s, since there is no %s:\n   %s\n' "$stage" "$gone" "$(call)"
	elif [ -z "$(inputs doublecheck)" ]; then
		cat <<END
Next:
1. In Alma Analytics, filter the report OCLC-doublecheck by the MMS IDs in
   $run_dir/MMSid_for_analytics.txt and export it.
2. $(call) --doublecheck FILE
With a key for Alma both in one: $(call fetch)
END
	else
		cat <<END
Next:
1. Look at $run_dir/$report_file
   and decide what is in the sheet "records for review" ($(rows review.tsv)). Then, or never:
   $(call decide)
2. In Alma: an itemized set of  $run_dir/a_to_z_MMSid_for_set.txt
   the job "Move OCLC 035 \$a to \$z" on it, and at once
   the import of                $run_dir/for_import_to_NZ.xlsx$(for file in $(glob 'for_import_to_NZ-[0-9]*.xlsx'); do printf ', %s' "$file"; done)
   To take it back:             $run_dir/rollback_for_import.xlsx
3. When Analytics has it, a day later, with a fresh report:
   $(call verify) --doublecheck FILE
From next week on, the do-not-update list is $run_dir/do_not_update_list.xlsx
END
	fi
}
counts() { awk -F '\t' 'NR > 1 { printf "%-7s %-14s %9s  %s\n", $1, $2, $4, $3 }' summary.tsv; }
tell() { # where the rows went, what protects, what comes next
	show counts
	[ "$(rows rejects.tsv)" = 0 ] || say "lines of the reports that could not be read: $(rows rejects.tsv); they are in $run_dir/rejects.tsv"
	if [ "$(inputs dnu)" ]; then say "do-not-update list: $(cat protection.txt)"; else say 'no do-not-update list was given; no record is protected'; fi
	show next
}
status() {
	awk -F '\t' 'FNR > 1 { printf "given: %-12s %s\n", $1, $4 ($3 == "" ? "" : "#" $3) }' manifest.tsv
	for stage in $stages verify; do
		for file in $(files $stage); do :; done # the last one
		# shellcheck disable=SC2012 # only the time is taken
		[ ! -f "$file" ] || printf 'done:  %-12s %s\n' $stage "$(ls -l "$file" | awk '{ print $6, $7, $8 }')"
	done
	[ ! -f protection.txt ] || printf 'protected: %s\n' "$(cat protection.txt)"
	for file in $(glob '*-edited-[0-9]*.xlsx'); do printf 'edited: %s\n' "$file"; done
	next
}
