# The command line: what is given, and what goes together. The positional parameters are
# those of datasync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables are of datasync and of its other parts

action='' run_dir='' again='' overrule='' dry='' ask_live='' operands='' asking='' asked=''
report='' exceptions='' xref='' dnu='' doublecheck='' live='' institutions='' current='' merges='' link='' # what is given, one a line
carry='' history='' hold_critical='' hold_rematch='' of_servers='' report_path='' region='' server='' key_file='' conf=''

add() { # add LIST WORD
	case $2 in
	'') usage 'a file has an empty name' ;;
	*"$nl"* | *"$tab"*) fail 1 "$2: there is a TAB or a line break in the name; rename the file" ;;
	esac
	eval "$1=\$$1\$2\$nl"
}
while [ $# -gt 0 ]; do
	flag=$1 value=$1
	shift
	case $flag in
	--*=*) value=${flag#*=} flag=${flag%%=*} ;;
	-C?*) value=${flag#-C} flag=-C ;;
	-C | --doublecheck | --dnu | --institutions | --link | --current | --merges | --carry | --history | --report | --region | --server | --key-file | --settings)
		[ $# -gt 0 ] || usage "$flag needs a value"
		value=$1
		shift
		;;
	esac
	case $flag in --again | --overrule | --dry-run | --live | --hold-critical | --hold-rematch) [ "$value" = "$flag" ] || usage "$flag takes no value" ;; esac
	case $flag in --live | --report | --region | --server | --key-file | --settings) of_servers=$flag ;; esac
	case $flag in
	-h | --help) action=help && break ;;
	--version) action=version && break ;;
	--again) again=yes ;;
	--overrule) overrule=$flag ;;
	--dry-run) dry=yes ;;
	--live) ask_live=yes ;;
	--hold-critical) hold_critical=$flag ;;
	--hold-rematch) hold_rematch=$flag ;;
	-C) [ "${value%/}" ] || usage '-C names no directory' && run_dir=${value%/} ;;
	--report) report_path=$value ;;
	--key-file) key_file=$value ;;
	--settings) conf=$value ;;
	--history | --region | --server) eval "${flag#--}=\$value" ;;
	--carry) [ -z "$carry" ] || usage '--carry takes one run' && carry=$value ;;
	--link) case $value in ?*=http*{}*) add link "$value" ;; *) usage "--link wants NAME=ADDRESS with {} in it, not '$value'" ;; esac ;;
	--doublecheck | --dnu | --institutions | --current | --merges) add "${flag#--}" "$value" ;;
	--) for value; do add report "$value"; done && break ;;
	-?*) usage "unknown flag $flag" ;;
	help | fetch | worldcat | decide | verify | status | libraries | merge | split | dnu | route | review | import | set | report)
		if [ "$operands" ]; then add report "$value"; else action=$value; fi
		operands=yes
		;;
	*) add report "$value" && operands=yes ;;
	esac
done
given=$report$dnu$doublecheck$institutions$link$current$merges${carry:+$nl} lasting=$history$hold_critical$hold_rematch
case $action in
fetch | worldcat | verify | help | version) ;;
*) [ -z "$of_servers" ] || usage "$of_servers is for fetch, worldcat and verify, which ask a server" ;;
esac
case $overrule$action in --overruledecide | "$action") ;; *) usage '--overrule is for decide' ;; esac
case $action in
decide)
	workbook=$report given=${given#"$report"} report=
	[ -z "$given$lasting" ] || usage 'decide takes -C, --overrule and workbooks'
	;;
verify)
	[ "$doublecheck$ask_live" ] || usage 'verify needs a fresh Analytics report: give --doublecheck, or --live to ask Alma'
	[ "$given$lasting$ask_live" = "${ask_live:-$doublecheck}" ] || usage 'verify takes -C and --doublecheck, or --live, alone'
	;;
fetch | worldcat) [ -z "$given" ] || usage "$action takes a run that has its reports: give -C" ;;
status | libraries) [ -z "$given$lasting" ] || usage "$action takes -C alone" ;;
esac
