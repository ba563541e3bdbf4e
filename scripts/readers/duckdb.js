// Prints a table as DuckDB reads it, by the call of cmd/README.md; with --ask what it
// answers to the question there.
const fs = require('fs');
const path = require('path');
const { DuckDBInstance } = require('@duckdb/node-api');
const dump = require('./dump.js');

const file = process.argv.pop();
const readme = fs.readFileSync(path.join(__dirname, '../../cmd/README.md'), 'utf8');
const question = readme.match(/^    SELECT(.*\n    )*.*read_csv.*\n(    .*\n)*/m)[0].replace('history.tsv', file);
const all = 'FROM ' + question.match(/read_csv\(.*?\)/)[0];
(async () => {
  const db = await (await DuckDBInstance.create()).connect();
  const answer = await db.runAndReadAll(process.argv.includes('--ask') ? question : all);
  dump.sheet(file, [answer.columnNames(), ...answer.getRowsJson()]);
})();
