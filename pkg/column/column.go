// Package column spells the column names of the tables between the commands,
// each once.
package column

// Columns of bibmerge's tables, and of the reports.
const (
	JobID      = "JobID"
	NetworkID  = "Network Id"
	Existing   = "Existing 035a" // the OCLC number in the record that was sent
	Incoming   = "Incoming 035a" // the OCLC number that it resolved to
	Action     = "Action"
	Reports    = "Reports"
	Conflict   = "Conflict"
	SharedWith = "Shared with"
)

// Columns of Analytics' report OCLC-doublecheck.
const (
	Current     = "OCLC Control Number (035a)"
	Cancelled   = "OCLC Control Number (035z)"
	Lifecycle   = "Bibliographic Lifecycle"
	Institution = "Institution Name"
	Updated     = "Data Updated As Of" // when Alma was read
	Fetched     = "Fetched"            // when it was asked, in UTC
	InAnalytics = "In Analytics"       // yes or no
)

// InRepository is the lifecycle of a record that may be changed.
const InRepository = "In Repository"

// OtherZone is what an entry of a do-not-update list protects that is of another zone.
const OtherZone = "other zone"

// Columns of what the servers say of a record.
const (
	Title      = "Title"
	Suppressed = "Suppressed"    // yes or no
	Modified   = "Last modified" // when, such as 2026-11-20Z
	Import005  = "005"           // the control field
)

// Columns of the side files.
const (
	Reason   = "Reason"
	From     = "From"     // where it was read, such as Do_not_change.xlsx#Do_not_change!A12
	Protects = "Protects" // what an entry of a list protects: yes, no row, other zone
	File     = "File"
	Line     = "Line"
	Text     = "Text"
)

// Columns of the files that Alma reads.
const (
	MMSID      = "MMS ID"
	Import001  = "001"
	Import035a = "035 $a"
	Import035z = "035 $z"
)

// Columns of a table of institutions.
const (
	Code   = "Code"
	Suffix = "Suffix"
	Name   = "Name" // also of a setting of a run
	Value  = "Value"
)

// Columns of a table of headings in another language.
const (
	Heading = "Heading"
	Column  = "Column"
)

// Columns of the tables that are made for people.
const (
	Symbol   = "OCLC symbol"    // of the library that sent the record
	Run      = "Run"            // when the run began, such as 2025-05-24 10:22:25
	Rows     = "Rows"           // how many there are
	Decision = "Decision"       // what a person chose
	Use      = "Use number"     // another number that the reports claim, for the record
	Reported = "Reported 035a"  // the number that the reports told, where Use number took its place
	Note     = "Note"           // and why
	NoUpdate = "Why not update" // why nobody can decide so
	Claim    = "Claim"          // Claim 1 and so on: the numbers that the reports claim of the record
	Decided  = "Decided"        // what was decided of the record, where nobody reads it again
	No       = "No"             // of a row of the journal of decisions
	Journal  = "Journal"        // its SHA-256 up to a row
	Date     = "Date"           // and when, such as 2025-05-26
	Stage    = "Stage"          // of the workflow
	Outcome  = "Outcome"        // what became of a row
	Other    = "Other"          // before the name of a column: of the other one of two records
	HeldBy   = "Held by"        // the libraries that have the record
	ToDo     = "What to do"
)

// Columns of the manifest, beside Kind and File.
const (
	Sheet   = "Sheet"
	GivenAs = "Given as" // the file's name outside
	Bytes   = "Bytes"
	Hash    = "Hash" // of a file as it was written
	SHA256  = "SHA-256"
)

// Columns of OCLC's messages about records.
const (
	Severity   = "Severity"       // CRITICAL, SEVERE, MINOR or empty
	Messages   = "Messages"       // what OCLC says of the record
	Worst      = "Worst message"  // the first of these
	Staging    = "Staging number" // the provisional number of a record that OCLC has not resolved
	OCLCNumber = "OCLC number"
	Type       = "Type" // of a message, such as Validation Error
	Message    = "Message"
	Kind       = "Kind"
	Records    = "Records" // how many there are
	Example    = "Example"
)

// Columns of what WorldCat says of OCLC numbers.
const (
	CurrentNumber = "Current"          // the number under which WorldCat has the record today
	WorldCat      = "WorldCat"         // whether a new number is a merge or another record
	Verdict       = "WorldCat verdict" // which of the kinds of that it is
)

// Columns of what came before, over several runs.
const (
	Weeks   = "Weeks" // in how many runs it was
	First   = "First" // the date of the first of them
	Last    = "Last"
	Numbers = "Numbers" // its OCLC numbers over time: 1 → 2 → 1
)

// Columns of the weeks, beside Date: how many records.
const (
	Zone        = "Zone"          // its code
	ToUpdate    = "to be updated" // of a run that was not verified
	WereUpdated = "updated"
	ForReview   = "for review"
	NotUpdated  = "not updated"
	Lost        = "lost" // their numbers
)

// Columns of a table of records as they are now in Alma, beside those of Analytics.
const (
	OtherCurrent   = "Other 035a" // numbers of other systems in 035 $a
	OtherCancelled = "Other 035z" // those in 035 $z of fields whose $a is OCLC's
	NotRead        = "Not read"   // why Alma's answer for the record cannot be read; "" if it can
)

// Columns of what verifyupdate finds.
const (
	CurrentNow        = "035 $a now"
	CancelledNow      = "035 $z now"
	OtherCancelledNow = "Other 035z now"
	ReasonBefore      = "Reason before" // why the record was where it was before
)

// Columns of a table of accounts at OCLC's file exchange, and of the ledger of what
// was fetched there, beside Name, Bytes, Fetched and From.
const (
	Library = "Symbol" // of the library at OCLC; in the ledger that of the report
	User    = "User"
	Host    = "Host"
	Key     = "Key"    // the file of the private key
	Folder  = "Folder" // on the server

	LastReport = "Last report" // the day of it, such as 2026-01-24
)
