# What is asked of servers, and taken from an earlier run, goes into .fetched/ and is given
# like a file.
# shellcheck shell=sh disable=SC2046,SC2086,SC2034,SC2154 # lists are split into lines; variables are of datasync and of its other parts

servers() { # servers [PREFIX]: what datasync.conf says of them, unless flags do
	absolute "${conf:-$(cd .. && pwd)/datasync.conf}"
	[ -f "$path" ] || [ -z "$conf" ] || fail 1 "$conf: no such file"
	[ -f "$path" ] || path=/dev/null
	conf=$(file=$path awk -F '[ \t\r]*=[ \t]*' '
		BEGIN { names = "report, region, server, key-file, oclc-key-file, oclc-server, oclc-tokens" }
		{ sub(/^\357\273\277/, ""); sub(/^[ \t]+/, ""); sub(/[ \t\r]+$/, "") }
		/^(#|$)/ { next }
		!/=/ || $1 !~ /^[a-z-]*$/ { $1 = "this line" } # which may be a key
		index(", " names ",", ", " $1 ",") == 0 { print ENVIRON["file"] ":" NR ": " $1 " is no setting; there are " names; exit 1 }
		{
			value = $0
			sub(/^[^=]*=[ \t]*/, "", value)
			if ($1 ~ /key-file$/ && value !~ /^\//) { dir = ENVIRON["file"]; sub(/[^\/]*$/, "", dir); value = dir value }
			print $1 "\t" value
		}' <"$path") || fail 1 "${conf##*"$nl"}"
	[ "$key_file" ] || key_file=$(conf "$1key-file")
	[ "$region$server" ] || region=$(conf "$1region") server=$(conf "$1server")
	: "${report_path:=$(conf report)}"
	tokens=$(conf "$1tokens")
	[ -z "$key_file" ] || { absolute "$key_file" && key_file=$path; }
}
conf() { printf '%s\n' "$conf" | sed -n "s/^$1$tab//p" | tail -n 1; } # conf NAME: what is set down
ask() { # ask COMMAND...: when it is stopped, what came is there for the same call
	"$@" ${region:+"--region=$region"} ${server:+"--server=$server"} ${tokens:+"--tokens=$tokens"} ${key_file:+"--key-file=$key_file"} \
		--answers ".answers-$asking" || exit $?
}
fetch() {
	[ -f candidates.tsv ] || fail 1 "$run_dir: there is no candidates.tsv; begin with: $(call)"
	servers ''
	[ "$report_path" ] || usage 'fetch needs the path of the report in Analytics: give --report, or report = PATH in datasync.conf'
	ask almareport "--report=$report_path" -o "$fetched/almareport.tsv" candidates.tsv
	doublecheck=$fetched/almareport.tsv
	[ "$ask_live" ] || return 0
	try actionroute --quiet --doublecheck "$doublecheck" -o "$fetched/update.tsv" candidates.tsv
	ask almabibs -o "$fetched/almabibs.tsv" --missing "$fetched/gone.tsv" "$fetched/update.tsv"
	live=$fetched/almabibs.tsv
	if [ "$(rows "$fetched/gone.tsv")" != 0 ]; then # what Alma has no more, the report of yesterday does not have either
		try dnufilter --quiet --dnu "$fetched/gone.tsv" -o "$fetched/left.tsv" "$doublecheck"
		mv "$fetched/left.tsv" "$doublecheck"
		say "records of the report that Alma does not have any more: $(rows "$fetched/gone.tsv"); they are in $run_dir/missing.tsv"
	fi
}
worldcat() {
	[ "$(inputs doublecheck)" ] || fail 1 "$run_dir: WorldCat is asked about the numbers of today; give the Analytics report first: $(call) --doublecheck FILE"
	try actionroute --quiet $(inputs doublecheck --doublecheck) $(inputs live --live) -o "$fetched/update.tsv" --review "$fetched/review.tsv" candidates.tsv
	union "$fetched/update.tsv" "$fetched/review.tsv" >"$fetched/numbers.tsv"
	servers oclc-
	ask ocncurrent -o "$fetched/current.tsv" "$fetched/numbers.tsv"
	current=$fetched/current.tsv
}
of_earlier() (manifest=$earlier/manifest.tsv && for file in $(inputs report); do printf '%s\n' "$earlier/$file"; done)
carried='' # the file of the lines that an earlier run left open
carry() { # what an earlier run left open: the lines about it, of its reports
	absolute "$carry"
	earlier=$(cd -- "$path" 2>/dev/null && pwd -P) || fail 1 "$carry: there is no such directory"
	[ -f "$earlier/manifest.tsv" ] || fail 1 "$carry: this is no run directory"
	[ "$earlier" != "$(pwd -P)" ] || fail 1 "$carry: this is the run itself; name an earlier one"
	for name in review.tsv missing.tsv a_to_z_MMSid_for_set.txt; do # or a part alone would be carried
		[ -f "$earlier/$name" ] || fail 1 "$carry: this run is not finished, there is no $name; finish it first"
	done
	open=$(for name in review.tsv missing.tsv not_updated.tsv lost_number.tsv; do [ ! -f "$earlier/$name" ] || printf '%s\n' --ids "$earlier/$name"; done)
	try reportgrep --quiet $open -o "$fetched/lines" $(of_earlier) # its damaged lines were told then
	carried=$fetched/carried-from-${earlier##*/}.txt
	awk '!seen[$0]++' "$fetched/lines" >"$carried"
	if [ -s "$carried" ]; then report=$report$carried$nl; else say "$carry left nothing open; nothing is carried"; fi
	[ ! -f "$earlier/decisions.tsv" ] || carry_decisions
}
carry_decisions() { # of a record of which the run has a word that stands: see decision.Journal.Carry
	try mkdecisions --quiet $(before) -o .decisions.tsv
	try mkdecisions --quiet --before "$earlier/decisions.tsv" -o .new
	awk -F '\t' -v OFS='\t' '
		FILENAME == ".decisions.tsv" { here[$2]; print; if (FNR == 1) width = NF; n = FNR; next }
		FNR > 1 { row[FNR] = $0; last[$2] = FNR; all = FNR }
		END { for (i = 2; i <= all; i++) {
			$0 = row[i]
			if (last[$2] == i && !($2 in here) && (tolower($4) == "later" || $4 == "" && $6 != "")) {
				$1 = n++
				NF = 8
				for (j = 9; j <= width; j++) $j = ""
				print
			}
		} }' .decisions.tsv .new >.carried
}

