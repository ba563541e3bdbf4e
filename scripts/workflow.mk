# The workflow: which command makes which files of a run directory from which.
#
# scripts/datasync runs this inside the run directory, under its lock; nobody
# else does. So every name here is a plain one. The inputs, which may be called
# anything, are never seen by make: the script writes their paths to
# .datasync/reports, dnu, doublecheck and institutions, one a line, anew whenever
# one of them is another than before. It sets
#
#	bin      directory of the commands with a "/", or nothing: those on PATH
#	fd 9     standard error, where the commands speak: make's own messages go to a
#	         log (not fd 3 or 4: those may be its job server's)
#	date     of the report
#	stages   those to be counted in the summary
#	changed  those of the four lists that are new
#
# GNU make 3.81 is enough.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: merge split dnu route set import report verify files redo

# What each stage makes. The first file is the command's result, which has its
# name last: when it is there, all are.
merge_files  := bibprocessmerged.tsv duplicates.tsv rejects.tsv
zone_files   := *bibprocess.tsv
split_files  := diff.tsv same.tsv
comparison   := comparison_file_IZ.xlsx
dnu_files    := candidates.tsv do_not_change.tsv
route_files  := update.tsv updated.tsv review.tsv missing.tsv
set_files    := a_to_z_MMSid_for_set.txt oclc_numbers_updated.txt
import_files := for_import_to_NZ.xlsx rollback_for_import.xlsx
parts        := for_import_to_NZ-[0-9]*.xlsx
report_file  := NZ-OCLC-Identifier-report-$(date).xlsx
reports      := NZ-OCLC-Identifier-report-*.xlsx
verify_files := verified.tsv not_updated.tsv lost_number.tsv

# A stage begins by removing what it makes and all that follows from it: when a
# command fails, nothing is left from before.
from_report := summary.tsv .datasync/balanced $(reports)
from_import := $(import_files) $(parts) $(from_report)
from_set    := $(set_files) $(from_report)
from_route  := $(route_files) $(set_files) $(from_import) $(verify_files)
from_dnu    := $(dnu_files) $(from_route)
from_split  := $(split_files) $(comparison) $(from_dnu)
from_merge  := $(merge_files) $(zone_files) $(from_split)

# $(call afresh,LIST,FILES) is a reason to run a stage whatever the times say: an
# input has changed (make 3.81 looks at whole seconds), or a file was deleted.
afresh = $(if $(filter $1,$(changed))$(filter-out $(wildcard $2),$2),redo)

# $(call start,FILES) lets the command speak to the user, and removes FILES, if one
# of them is there: in a new run that saves a process a command.
start = exec 2>&9; for file in $1; do test ! -e "$$file" || { rm -f $1 || exit; break; }; done

# $(call each,LIST,WORDS) appends WORDS to "$@" for each file of a list.
each = while IFS= read -r file; do set -- "$$@" $2; done <.datasync/$1

merge: bibprocessmerged.tsv
split: diff.tsv $(comparison)
dnu: candidates.tsv
route: update.tsv
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

a_to_z_MMSid_for_set.txt: update.tsv
	$(call start,$@ $(from_report)); exec "$$bin"mkset -o $@ update.tsv

oclc_numbers_updated.txt: update.tsv
	$(call start,$@); exec "$$bin"mknumbers --quiet -o $@ update.tsv

for_import_to_NZ.xlsx: .datasync/for_import.tsv
	$(call start,$@ $(parts) $(from_report)); \
	exec "$$bin"mkxlsx -o $@ --split 500000 for_import_to_NZ=.datasync/for_import.tsv

.datasync/for_import.tsv: update.tsv
	$(call start,$@); exec "$$bin"mkimport --quiet -o $@ update.tsv

rollback_for_import.xlsx: .datasync/rollback.tsv
	$(call start,$@); exec "$$bin"mkxlsx -o $@ rollback_for_import=.datasync/rollback.tsv

.datasync/rollback.tsv: update.tsv
	$(call start,$@); exec "$$bin"mkrollback --quiet -o $@ update.tsv

# What is counted of each stage.
split_parts  := split:in=bibprocessmerged.tsv split:different=diff.tsv split:same=same.tsv
dnu_parts    := dnu:in=diff.tsv dnu:candidate=candidates.tsv 'dnu:do not change=do_not_change.tsv'
route_parts  := route:in=candidates.tsv route:update=update.tsv route:updated=updated.tsv \
		route:review=review.tsv route:missing=missing.tsv
set_parts    := set:in=update.tsv set:set=a_to_z_MMSid_for_set.txt
import_parts := import:in=update.tsv
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

$(report_file): .datasync/balanced
	$(call start,$(reports)); \
	exec "$$bin"mkxlsx -o $@ --number Rows summary=summary.tsv 'update by job=update.tsv' 'updated records=updated.tsv' \
		'records for review=review.tsv' do_not_change=do_not_change.tsv 'not in analytics=missing.tsv' \
		duplicates=duplicates.tsv rejects=rejects.tsv

verify:
	$(call start,$(verify_files)); $(call each,after,--doublecheck "$$file"); \
	exec "$$bin"verifyupdate -o verified.tsv --not-updated not_updated.tsv --lost lost_number.tsv \
		"$$@" update.tsv

# A file that a command makes beside its result. The empty recipe is needed: it
# lets make look at the file's own time.
duplicates.tsv rejects.tsv $(wildcard $(zone_files)): bibprocessmerged.tsv ;
same.tsv: diff.tsv ;
do_not_change.tsv: candidates.tsv ;
updated.tsv review.tsv missing.tsv: update.tsv ;

# The names, as patterns of the shell, of all that is ever written and removed.
files:
	printf '%s\n' $(patsubst %,'%',manifest.tsv $(from_merge))
