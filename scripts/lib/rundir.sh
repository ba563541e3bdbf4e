# A run directory: who is at work in it, and what was made of it. datasync and open_run set
#
#	run_dir   the directory, as the user named it; the working directory is that
#	work      its absolute path
#	made      not empty if it was not there before
#	fetched   where in it that goes which is taken from elsewhere, to be given
#	manifest  manifest.tsv, or /dev/null of a new run
#	bin       where the commands are
#	asking    the action, if it asks servers
#	asked     not empty if they answered all
#
# Which files are there is the state of a run; their times are never looked at.
# shellcheck shell=sh disable=SC2046,SC2086,SC2034,SC2154 # lists are split into lines; variables are of datasync and of its other parts

start=$(pwd -P 2>/dev/null) || start=''
[ "$start" ] || fail 1 'this directory is gone; change to another one'
host=$(uname -n) child='' beside=''

absolute() { case $1 in /* | ?:[/\\]*) path=$1 ;; *) path=$start/$1 ;; esac } # absolute FILE sets $path
quoted() { # quoted WORD: as one types it
	case $1 in
	*[!A-Za-z0-9_./:=+,@-]* | '') printf "'%s'" "$(printf '%s\n' "$1" | sed "s/'/'\\\\''/g")" ;;
	*) printf '%s' "$1" ;;
	esac
}
sha256() { { sha256sum <"$1" 2>/dev/null || shasum -a 256 <"$1" 2>/dev/null || openssl dgst -sha256 -r <"$1"; } | cut -c 1-64; }
glob() { # glob PATTERN: the files that there are, links that lead nowhere too
	set +f
	for path in $1; do if [ -e "$path" ] || [ -h "$path" ]; then printf '%s\n' "$path"; fi; done
	set -f
}
rows() { if [ -f "$1" ]; then echo $(($(wc -l <"$1") - 1)); else echo 0; fi; } # rows TABLE

# Each command runs in the background, so that a signal is heard at once. .child has their
# processes, for who finds that this one died alone.

run() { # run COMMAND ARG...: what is wrong in a copy is told by the name that was given
	command=$1
	shift
	DATASYNC_MANIFEST=$manifest "$bin/$command" "$@" &
	child=$! ended=0
	printf '%s\n' $beside $child >.child
	wait $child || ended=$?
	child=
	return $ended
}
beside() { # beside COMMAND ARG...: what follows does not wait for it
	command=$1
	shift
	"$bin/$command" "$@" &
	beside=$beside$!$nl
	printf '%s\n' $beside >.child
}
finish() { # finish what runs beside
	for process in $beside; do
		beside=${beside#"$process$nl"}
		wait "$process" || return
	done
}
saying() { # saying COMMAND...: what it says is in .messages too
	said=0
	"$@" 2>.messages || said=$?
	cat .messages >&2 || :
	return $said
}
try() { # try COMMAND...: what it says matters only if it fails
	"$@" 2>.messages && return
	cat .messages >&2 || :
	exit 1
}
end_by() { # end_by SIGNAL
	trap '' HUP INT TERM
	code=$((128 + $1))
	for process in $beside $child; do { kill "$process" && wait "$process"; } 2>/dev/null || [ $? != 3 ] || code=3; done
	exit $code
}

# The lock is a file with host and process, made only if there is none. That of a process
# that is gone, or was before it wrote a word, is replaced by the one who holds .lock.take.

alive() { # alive PID
	kill -0 "$1" 2>/dev/null || ps -p "$1" >/dev/null 2>&1 || return 1
	case $(ps -o args= -p "$1" 2>/dev/null) in '' | *datasync* | *"$bin/"*) ;; *) return 1 ;; esac # or another's by now
}
owner() { # owner LOCK sets $by; an empty one may be being written
	{ IFS= read -r by <"$1" || { [ -f "$1" ] && sleep 1 && IFS= read -r by <"$1"; }; } 2>/dev/null || by=
}
claim() { (set -C && echo "$host $$" >"$1") 2>/dev/null && owner "$1" && [ "$by" = "$host $$" ]; } # claim LOCK
lock() {
	claim .lock && return
	owner .lock
	[ -z "$by" ] || { [ "${by% *}" = "$host" ] && ! alive "${by##* }"; } || return 1
	dead=$by
	if ! claim .lock.take; then
		owner .lock.take
		alive "${by##* }" || rm -f .lock.take
		by=$dead
		return 1
	fi
	owner .lock # one that went meanwhile is anybody's to claim
	[ "$by" != "$dead" ] || [ ! -f .lock ] || { echo "$host $$" >.lock.new && mv -f .lock.new .lock && by="$host $$"; }
	rm -f .lock.take
	[ "$by" = "$host $$" ]
}
enter() { # enter: no other datasync is at work here, and nothing of a killed one is left
	for try in 1 2 3; do # a lock may go while it is looked at
		! lock || break
		[ -z "$by" ] || fail 1 "$run_dir: another datasync is at work there (process ${by##* } on ${by% *}); wait for it, or if there is none delete $run_dir/.lock"
		[ $try != 3 ] || fail 1 "$run_dir: cannot write there; name another directory with -C"
	done
	trap leave EXIT
	trap 'end_by 1' HUP
	trap 'end_by 2' INT
	trap 'end_by 15' TERM
	# shellcheck disable=SC2013 # a line is a number
	for process in $(cat .child 2>/dev/null); do # of a datasync that was killed alone
		for try in 1 2 3 4 5 6 7 8 9 ''; do
			alive "$process" || break
			[ "$try" ] || fail 1 "$run_dir: a command of a killed datasync is still at work there (process $process); wait for it"
			sleep 1
		done
	done
	for file in $(glob '.*.tmp-*'); do rm -f -- "$file"; done
	tidy
	[ "$(sha256 .lock 2>/dev/null)" ] || fail 1 'there is no sha256sum, shasum or openssl here; install one of them' # or all files would be one
	mkdir -p inputs .fetched
}
tidy() { # away with what is unfinished
	rm -rf .before .libraries .fetched
	rm -f .repeats.tsv .repair.tsv .settings .new .new.xlsx .empty.tsv .messages .child .decisions.tsv .before.tsv .carried
	manifest=manifest.tsv
	[ -f $manifest ] || manifest=/dev/null
	sweep
}
leave() {
	code=$?
	finish || :
	tidy
	[ -f manifest.tsv ] || rmdir inputs 2>/dev/null || :
	# Answers are there for the same call again, until it came to an end of its own.
	if [ $code -lt 128 ] && [ "$asked" ]; then
		mkdir -p answers ".answers-$asking" && cp -R ".answers-$asking/." answers && rm -rf ".answers-$asking"
	fi
	# Done and gone are one step: whoever is killed before it has not finished.
	[ $code != 0 ] || exec rm -f .unfinished .lock
	rm -f .lock
	[ -z "$made" ] || [ -f manifest.tsv ] || { cd "$start" && rmdir "$work"; } 2>/dev/null || : # nothing came of it
}

# Before a stage is done, what it makes and all that follows goes: first the set, since
# without its import it empties records, then the rest from the end.

keep() { # what was complete is never lost
	mkdir .before
	for name in update.tsv decisions.tsv $(files import) $(files set) $(files verify) 'NZ-OCLC-Identifier-report-????-??-??.xlsx'; do
		for file in $(glob "$name"); do [ ! -f "$file" ] || cp -- "$file" .before/; done
	done
	n=1
	while [ -e before-$n ]; do n=$((n + 1)); done
	if diff -r .before before-$((n - 1)) >/dev/null 2>&1; then rm -rf .before; else mv .before before-$n; fi
}
put_by() { # a report that people touched stays, unless inputs/ has it
	for file in $(glob 'NZ-OCLC-Identifier-report-????-??-??.xlsx'); do
		sum=$(sha256 "$file")
		# shellcheck disable=SC2119
		case "$nl$(cat .report.sha256 2>/dev/null)$tab$nl$(known)" in *"$nl$sum$tab"*) rm -f -- "$file" && continue ;; esac
		n=1
		while [ -e "${file%.xlsx}-edited-$n.xlsx" ]; do n=$((n + 1)); done
		mv -- "$file" "${file%.xlsx}-edited-$n.xlsx"
		say "$file was edited, and is kept as ${file%.xlsx}-edited-$n.xlsx; to carry out the decisions in it: $(call decide) $(quoted "$run_dir/${file%.xlsx}-edited-$n.xlsx")"
	done
}
remove() { # remove STAGE: what it made
	for name in $(files "$1"); do
		for file in $(glob "$name"); do rm -f -- "$file"; done
	done
}
drop() { # drop STAGE [DO]: what it and all that follows made; DO is done when the set is gone
	# A call that was killed and comes again has kept it, and what is there is its own.
	if [ -f a_to_z_MMSid_for_set.txt ] && [ "datasync $action" != "$(cat .unfinished 2>/dev/null)" ]; then keep; fi
	echo "datasync $action" >.unfinished
	[ "$1" = report ] || rm -f a_to_z_MMSid_for_set.txt
	${2-}
	for stage in verify report set import review route dnu split merge; do
		[ $stage != report ] || put_by
		remove $stage
		[ $stage != "$1" ] || break
	done
	rm -rf libraries
}
