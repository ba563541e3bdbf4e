# The workflow: which command makes which files of a run directory from which.
#
# scripts/datasync runs this inside the run directory, under its lock; nobody
# else does. So every name here is a plain one. The inputs, which may be called
# anything, are never seen by make: the script writes their paths to
# .datasync/reports, dnu, doublecheck and institutions, one a line, anew whenever
# one of them is another than before. It sets
#
#	bin      directory of the commands with a "/", or nothing: those on PATH
#	layout   how the report looks
#	fd 9     standard error, where the commands speak: make's own messages go to a
#	         log (not fd 3 or 4: those may be its job server's)
#	date     of the report
#	stages   those to be counted in the summary
#	changed  those of the lists that are new, and "date" and "link"
#
# .datasync/decisions is there when a person has decided: of each day a line, with
# the date and the workbook. The script takes it away when the records for review
# are not those of then.
#
# GNU make 3.81 is enough.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: merge split dnu route decide set import report report-institutions verify files redo

# What each stage makes. The first file is the command's result, which has its
# name last: when it is there, all are.
merge_files  := bibprocessmerged.tsv duplicates.tsv rejects.tsv
zone_files   := *bibprocess.tsv
split_files  := diff.tsv same.tsv
comparison   := comparison_file_IZ.xlsx
dnu_files    := candidates.tsv do_not_change.tsv
route_files  := update.tsv updated.tsv review.tsv missing.tsv
decide_files := later.tsv decided_update.tsv decided_do_not_change.tsv
set_files    := a_to_z_MMSid_for_set.txt oclc_numbers_updated.txt
import_files := for_import_to_NZ.xlsx rollback_for_import.xlsx
parts        := for_import_to_NZ-[0-9]*.xlsx
report_file  := NZ-OCLC-Identifier-report-$(date).xlsx
reports      := NZ-OCLC-Identifier-report-*.xlsx
library_files := institutions/*.xlsx
verify_files := verified.tsv not_updated.tsv lost_number.tsv

# A stage begins by removing what it makes and all that follows from it: when a
# command fails, nothing is left from before.
from_report := summary.tsv .datasync/balanced $(reports)
from_import := $(import_files) $(parts) $(from_report)
from_set    := $(set_files) $(from_report)
from_decide := $(decide_files) do_not_update_list.tsv $(set_files) $(from_import) $(verify_files)
from_route  := $(route_files) $(from_decide)
from_dnu    := $(dnu_files) $(from_route)
from_split  := $(split_files) $(comparison) $(from_dnu)
from_merge  := $(merge_files) $(zone_files) $(library_files) $(from_split)

# $(call afresh,LIST,FILES) is a reason to run a stage whatever the times say: an
# input has changed (make 3.81 looks at whole seconds), or a file was deleted.
afresh = $(if $(filter $1,$(changed))$(filter-out $(wildcard $2),$2),redo)

# $(call start,FILES) lets the command speak to the user, and removes FILES, if one
# of them is there: in a new run that saves a process a command.
start = exec 2>&9; for file in $1; do test ! -e "$$file" || { rm -f $1 || exit; break; }; done

# Where a person has decided, their records go the way of the others.
decided   := $(wildcard .datasync/decisions)
to_update := $(if $(decided),.datasync/to_update.tsv,update.tsv)
to_review := $(if $(decided),later.tsv,review.tsv)

# $(call each,LIST,WORDS) appends WORDS to "$@" for each file of a list.
each = while IFS= read -r file; do set -- "$$@" $2; done <.datasync/$1

merge: bibprocessmerged.tsv
split: diff.tsv $(comparison)
dnu: candidates.tsv
route: update.tsv
decide: later.tsv do_not_update_list.tsv
set: $(set_files)
import: $(import_files)
report: $(report_file)

bibprocessmerged.tsv: .datasync/reports .datasync/institutions \
		$(call afresh,reports institutions,$(merge_files))
	$(call start,$(from_merge)); \
	$(call each,institutions,--institutions "$$file"); $(call each,reports,"$$file"); \
	exec "$$bin"bibmerge -o $@ --duplicates duplicates.tsv --rejects rejects.tsv --iz-dir . "$$@"

diff.tsv: bibprocessmerged.tsv $(call afresh,,$(split_files))
	$(call start,$(from_split)); \
	exec "$$bin"oclcsplit -o $@ --same same.tsv bibprocessmerged.tsv

$(comparison): $(split_files)
	$(call start,$@); exec "$$bin"mkxlsx -o $@ DIFF=diff.tsv SAME=same.tsv

candidates.tsv: diff.tsv .datasync/dnu $(call afresh,dnu,$(dnu_files))
	$(call start,$(from_dnu)); $(call each,dnu,--dnu "$$file"); \
	exec "$$bin"dnufilter -o $@ --dropped do_not_change.tsv "$$@" diff.tsv

update.tsv: candidates.tsv .datasync/doublecheck $(call afresh,doublecheck,$(route_files))
	$(call start,$(from_route)); $(call each,doublecheck,--doublecheck "$$file"); \
	exec "$$bin"actionroute -o $@ --updated updated.tsv --review review.tsv --missing missing.tsv \
		"$$@" candidates.tsv

later.tsv: review.tsv .datasync/decisions $(call afresh,decisions,$(decide_files))
	$(call start,$(from_decide)); \
	while read -r day file; do set -- "$$@" --decisions "$$file" --date "$$day"; done <.datasync/decisions; \
	exec "$$bin"mkdecisions -o $@ --update decided_update.tsv --dnu decided_do_not_change.tsv "$$@" review.tsv

do_not_update_list.tsv: later.tsv
	$(call start,$@); $(call each,dnu,--dnu "$$file"); \
	exec "$$bin"mkdnulist --quiet -o $@ "$$@" decided_do_not_change.tsv

.datasync/to_update.tsv: update.tsv later.tsv
	$(call start,$@); exec "$$bin"tsvsort --quiet -o $@ --by 'Network Id' update.tsv decided_update.tsv

a_to_z_MMSid_for_set.txt: $(to_update)
	$(call start,$@ $(from_report)); exec "$$bin"mkset -o $@ $(to_update)

oclc_numbers_updated.txt: $(to_update)
	$(call start,$@); exec "$$bin"mknumbers --quiet -o $@ $(to_update)

for_import_to_NZ.xlsx: .datasync/for_import.tsv
	$(call start,$@ $(parts) $(from_report)); \
	exec "$$bin"mkxlsx -o $@ --split 500000 for_import_to_NZ=.datasync/for_import.tsv

.datasync/for_import.tsv: $(to_update)
	$(call start,$@); exec "$$bin"mkimport --quiet -o $@ $(to_update)

rollback_for_import.xlsx: .datasync/rollback.tsv
	$(call start,$@); exec "$$bin"mkxlsx -o $@ rollback_for_import=.datasync/rollback.tsv

.datasync/rollback.tsv: $(to_update)
	$(call start,$@); exec "$$bin"mkrollback --quiet -o $@ $(to_update)

# What is counted of each stage.
split_parts  := split:in=bibprocessmerged.tsv split:different=diff.tsv split:same=same.tsv
dnu_parts    := dnu:in=diff.tsv dnu:candidate=candidates.tsv 'dnu:do not change=do_not_change.tsv'
route_parts  := route:in=candidates.tsv route:update=update.tsv route:updated=updated.tsv \
		route:review=review.tsv route:missing=missing.tsv
decide_parts := decide:in=review.tsv decide:update=decided_update.tsv \
		'decide:do not change=decided_do_not_change.tsv' decide:later=later.tsv
set_parts    := set:in=update.tsv $(if $(decided),set:in=decided_update.tsv) set:set=a_to_z_MMSid_for_set.txt
import_parts := import:in=update.tsv $(if $(decided),import:in=decided_update.tsv)
# No row of these two is counted, so the summary does not wait for them, and they
# do not remove it.
counted      := $(filter-out oclc_numbers_updated.txt rollback_for_import.xlsx, \
		$(foreach stage,$(stages),$($(stage)_files)))

# The summary does not stand for its being balanced: it is written either way.
.datasync/balanced: .datasync/reports $(counted) $(wildcard $(zone_files)) $(call afresh,,summary.tsv)
	$(call start,$(from_report)); \
	$(call each,reports,"merge:in:lines=$$file"); \
	set -- "$$@" merge:shared=bibprocessmerged.tsv; \
	for file in $(zone_files); do test ! -f "$$file" || set -- "$$@" "merge:institution=$$file"; done; \
	set -- "$$@" merge:duplicate=duplicates.tsv merge:rejected=rejects.tsv \
		$(foreach stage,$(stages),$($(stage)_parts)); \
	$(if $(filter import,$(stages)),for file in for_import_to_NZ.xlsx $(parts); do \
		test ! -f "$$file" || set -- "$$@" "import:import=$$file"; done;) \
	"$$bin"mksummary --quiet -o summary.tsv "$$@" && : >$@

# The sheets of the report that are in no file of a stage, or in another order.
sort = $(call start,$@); exec "$$bin"tsvsort --quiet -o $@ --by Reason --by 'Network Id'

.datasync/sheet_update.tsv: $(to_update)
	$(sort) $(to_update)
.datasync/sheet_updated.tsv: updated.tsv
	$(sort) updated.tsv
.datasync/sheet_review.tsv: $(to_review)
	$(sort) $(to_review)
.datasync/sheet_missing.tsv: missing.tsv
	$(sort) missing.tsv
.datasync/sheet_dnu.tsv: do_not_change.tsv update.tsv $(if $(decided),later.tsv) # update.tsv: when decisions go
	$(sort) do_not_change.tsv $(if $(decided),decided_do_not_change.tsv)

.datasync/sheet_conflicts.tsv: bibprocessmerged.tsv duplicates.tsv
	$(call start,$@); exec "$$bin"mkclaims --quiet -o $@ bibprocessmerged.tsv duplicates.tsv

.datasync/sheet_shared.tsv: bibprocessmerged.tsv .datasync/doublecheck $(call afresh,doublecheck,)
	$(call start,$@); $(call each,doublecheck,--doublecheck "$$file"); \
	exec "$$bin"mkshared --quiet -o $@ "$$@" bibprocessmerged.tsv

.datasync/sheet_several.tsv: update.tsv updated.tsv review.tsv
	$(call start,$@); exec "$$bin"mkseveral --quiet -o $@ review.tsv update.tsv updated.tsv

.datasync/title.tsv: .datasync/balanced .datasync/date $(call afresh,date,)
	$(call start,$@); exec "$$bin"mkoverview --quiet --date $(date) --summary summary.tsv --manifest manifest.tsv \
		--dir .datasync -o $@ bibprocessmerged.tsv

sheets := $(foreach sheet,update updated review missing dnu conflicts shared several,.datasync/sheet_$(sheet).tsv)

$(report_file): .datasync/balanced .datasync/title.tsv $(sheets) .datasync/link $(call afresh,link,)
	$(call start,$(reports)); $(call each,link,--link "$$file"); \
	exec "$$bin"mkxlsx -o $@ --layout "$$layout" "$$@" \
		summary=.datasync/title.tsv summary+=.datasync/fates.tsv summary+=.datasync/libraries.tsv \
		summary+=.datasync/stages.tsv summary+=.datasync/inputs.tsv summary+=.datasync/next.tsv \
		'update by job=.datasync/sheet_update.tsv' 'updated records=.datasync/sheet_updated.tsv' \
		'records for review=.datasync/sheet_review.tsv' do_not_change=.datasync/sheet_dnu.tsv \
		'not in analytics=.datasync/sheet_missing.tsv' conflicts=.datasync/sheet_conflicts.tsv \
		'shared numbers=.datasync/sheet_shared.tsv' 'several in 035a=.datasync/sheet_several.tsv' \
		duplicates=duplicates.tsv rejects=rejects.tsv

# A workbook for each library: the records of its own zone, and the shared ones
# that its report named.
report-institutions: bibprocessmerged.tsv
	$(call start,$(library_files) .datasync/libraries/*-shared.tsv); \
	mkdir -p institutions || exit; \
	"$$bin"bysymbol --quiet --dir .datasync/libraries -o .datasync/by_symbol.tsv bibprocessmerged.tsv || exit; \
	for file in $(zone_files) .datasync/libraries/*-shared.tsv; do \
		test -e "$$file" || continue; \
		name=$${file##*/}; name=$${name%bibprocess.tsv}; name=$${name%-shared.tsv}; \
		test ! -e "institutions/$$name.xlsx" || continue; \
		set --; $(call each,link,--link "$$file"); \
		for file in "$${name}bibprocess.tsv" ".datasync/libraries/$$name-shared.tsv"; do \
			case $$file in *-shared.tsv) sheet='shared records' ;; *) sheet='own records' ;; esac; \
			test ! -e "$$file" || set -- "$$@" "$$sheet=$$file"; \
		done; \
		"$$bin"mkxlsx --quiet -o "institutions/$$name.xlsx" --layout "$$layout" "$$@" || exit; \
	done

# It asks what became of the files as they are, and makes none of them anew.
verify:
	$(call start,$(verify_files)); $(call each,after,--doublecheck "$$file"); \
	exec "$$bin"verifyupdate -o verified.tsv --not-updated not_updated.tsv --lost lost_number.tsv \
		"$$@" $(to_update)

# A file that a command makes beside its result. The empty recipe is needed: it
# lets make look at the file's own time.
duplicates.tsv rejects.tsv $(wildcard $(zone_files)): bibprocessmerged.tsv ;
decided_update.tsv decided_do_not_change.tsv: later.tsv ;
same.tsv: diff.tsv ;
do_not_change.tsv: candidates.tsv ;
updated.tsv review.tsv missing.tsv: update.tsv ;

# The names, as patterns of the shell, of all that is ever written and removed.
files:
	printf '%s\n' $(patsubst %,'%',manifest.tsv $(from_merge))
