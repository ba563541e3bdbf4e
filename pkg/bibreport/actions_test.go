package bibreport

import "testing"

func TestActions(t *testing.T) {
	const idC, ofCEF = "991000000035151", "991000000015153"
	for _, tt := range []struct{ what, report, want string }{
		{
			"what each library's own report says, whichever is the record's row",
			reportLine("CEF", 1, idA, "5", "6", "create") + reportLine("UWO", 1, idA, "5", "7", "unresolved"),
			"CEF|create|1\nUWO|unresolved|1\n",
		}, {
			"of its latest run",
			reportLine("CEF", 1, idA, "5", "6", "match") + reportLine("CEF", 2, idA, "5", "6", "unresolved"),
			"CEF|unresolved|1\n",
		}, {
			"once, of several rows of that run: match first, unresolved last",
			reportLine("CEF", 1, idA, "5", "6", "unresolved") + reportLine("CEF", 1, idA, "5", "7", "match") +
				reportLine("UWO", 1, idA, "5", "6", "create") + reportLine("CEF", 1, idA, "5", "7", "match") +
				reportLine("CEF", 1, idB, "5", "6", "unresolved") + reportLine("CEF", 1, idB, "5", "6", "replace"),
			"CEF|match|1\nCEF|replace|1\nUWO|create|1\n",
		}, {
			"of the shared records alone",
			reportLine("CEF", 1, ofCEF, "5", "6", "match") + reportLine("CEF", 1, idA, "5", "6", "create"),
			"CEF|create|1\n",
		}, {
			"runs of a library added up, one record after another",
			reportLine("CEF", 1, idA, "5", "6", "match") + reportLine("CEF", 2, idB, "5", "6", "match") + reportLine("UWO", 1, idA, "5", "6", "match") +
				reportLine("CEF", 1, idC, "5", "6", "match"),
			"CEF|match|3\nUWO|match|1\n",
		}, {
			"words as they came, in byte order; a TAB is a space",
			reportLine("U", 1, idA, "5", "6", "match") + reportLine("U", 1, idB, "5", "6", "Match") + reportLine("U", 1, idC, "5", "6", "data error") +
				reportLine("U", 1, "991000000045151", "5", "6", "data\terror"),
			"U|Match|1\nU|data error|2\nU|match|1\n",
		}, {
			"a job id of another form is a library of its own",
			"by hand|" + idA + "|5|6|match\n|" + idB + "|5|6|\n",
			"||1\nby hand|match|1\n",
		}, {"no shared record", reportLine("CEF", 1, ofCEF, "5", "6", "match"), ""},
	} {
		for _, report := range []string{tt.report, reversed(tt.report)} {
			if got := merge(t, report).actions; got != tt.want {
				t.Errorf("%s:\n%s\nactions\n%s\nwant\n%s", tt.what, report, got, tt.want)
			}
		}
	}
}
