# Inputs: copies in inputs/, named in the manifest. A new one is litter until .manifest, in
# which it is named first, becomes manifest.tsv; an old one is when .manifest.was alone names
# it. What none of them names is a person's. The shell's read would take two TABs for one,
# so a row is taken apart by hand.
# shellcheck shell=sh disable=SC2046,SC2086,SC2034,SC2154 # lists are split into lines; variables are of datasync and of its other parts

find_file() { # find_file FILE[#SHEET] sets $file, up to the first "#" before which a file is, $sheet, and $given for the manifest
	absolute "$1"
	head='' rest=$path file=$path sheet=''
	while [ ! -e "$file" ]; do
		case $rest in *'#'*) ;; *) fail 1 "$1: no such file" ;; esac
		head=$head${rest%%'#'*} rest=${rest#*'#'}
		[ ! -f "$head" ] || file=$head sheet=$rest
		head="$head#"
	done
	[ ! -d "$file" ] || fail 1 "$1: this is a directory; name a file"
	[ -f "$file" ] || fail 1 "$1: this is a pipe or a device, no file that can be read twice; save what it gives and name that"
	[ -r "$file" ] || fail 1 "$1: permission denied"
	given=${1%"${sheet:+#$sheet}"} given=${given#"$fetched/"} given=${given#"$work/"}
}
row() { # row LINE sets what a row of the manifest says: $of_file, $of_sheet, $of_given, $of_sum
	of_file=${1#*"$tab"} of_sum=${1##*"$tab"}
	of_sheet=${of_file#*"$tab"} of_file=${of_file%%"$tab"*}
	of_given=${of_sheet#*"$tab"} of_sheet=${of_sheet%%"$tab"*} of_given=${of_given%%"$tab"*}
}
is() { # is KIND ROW: of that kind? What was carried from an earlier run is a report too.
	case $1$tab$2 in "$1$tab$1$tab"* | "report${tab}carried$tab"*) ;; *) return 1 ;; esac
}
inputs() { # inputs KIND [FLAG]: the copies of a kind, each after FLAG
	while IFS= read -r line; do
		is "$1" "$line" || continue
		row "$line"
		[ -z "${2-}" ] || printf '%s\n' "$2"
		printf '%s\n' "$of_file${of_sheet:+#$of_sheet}"
	done <"$manifest"
}
# shellcheck disable=SC2120 # its arguments are given elsewhere
known() { # known [KIND]: SHA-256 and sheet of each
	while IFS= read -r line; do
		if [ -z "${1-}" ] || is "$1" "$line"; then row "$line" && printf '%s\n' "$of_sum$tab$of_sheet"; fi
	done <"$manifest"
}
setting() { # setting NAME: its values
	[ ! -f settings.tsv ] || while IFS= read -r line; do
		case $line in "$1$tab"*) printf '%s\n' "${line#*"$tab"}" ;; esac
	done <settings.tsv
}
begin() { # begin MANIFEST [KIND [SUM]]: another one, without its rows of that kind, or the one with that sum
	{
		printf 'Kind\tFile\tSheet\tGiven as\tBytes\tSHA-256\n'
		while IFS= read -r line; do
			case $line in 'Kind'* | "${2-Kind}$tab"*"${3-}") ;; *) printf '%s\n' "$line" ;; esac
		done <"$1"
	} >.new
	mv .new .manifest
}
store() { # store KIND FILE[#SHEET]
	find_file "$2"
	what=$1
	[ "$file" != "$carried" ] || what=carried
	rm -f inputs/.new
	cat "$file" >inputs/.new || fail 1 "$2: cannot be copied into $run_dir/inputs"
	sum=$(sha256 inputs/.new)
	[ "$1" != decisions ] || begin .manifest decisions "$sum" # given again it is the last word
	copy=''
	for table in "$manifest" .manifest; do
		while IFS= read -r line; do
			row "$line"
			[ "$of_sum" = "$sum" ] || continue
			copy=$of_file
			case $table$1$line in ".manifestreportreport$tab"* | ".manifestreportcarried$tab"*)
				[ "$of_given" = "$given" ] || say "warning: $2 is the same report as $of_given; it is taken once"
				return 0
				;;
			esac
		done <"$table"
	done
	if [ -z "$copy" ]; then
		name=${file##*/} ending=''
		case $name in ?*.*) ending=.${name##*.} name=${name%.*} ;; esac
		copy=inputs/$name$ending n=1
		while [ -e "$copy" ] || [ -h "$copy" ]; do n=$((n + 1)) copy=inputs/$name-$n$ending; done
	fi
	printf '%s\t%s\t%s\t%s\t%d\t%s\n' "$what" "$copy" "$sheet" "$given" $(($(wc -c <inputs/.new))) "$sum" >>.manifest
	[ -e "$copy" ] || mv inputs/.new "$copy"
}
adopt() {
	[ ! -f manifest.tsv ] || cat manifest.tsv >.manifest.was
	mv .manifest manifest.tsv
	manifest=manifest.tsv
}
sweep() { # away with what the manifest does not name, but another one of this or a killed call
	named=$nl
	while IFS= read -r line; do row "$line" && named=$named$of_file$nl; done <"$manifest"
	for table in .manifest .manifest.was; do
		[ ! -f $table ] || while IFS= read -r line; do
			row "$line"
			case $of_file$named in *"$nl$of_file$nl"*) ;; inputs/*) rm -f -- "$of_file" ;; esac
		done <$table
	done
	rm -f inputs/.new .manifest .manifest.was
}
