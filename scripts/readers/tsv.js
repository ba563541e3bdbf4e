// Prints [--number COLUMN] SHEET=FILE... as a reader would print the workbook
// that mkxlsx makes of them.
const fs = require('fs');
const dump = require('./dump.js');

const args = process.argv.slice(2);
const number = args[0] === '--number' ? args.splice(0, 2)[1] : '';
for (const arg of args) {
  const at = arg.indexOf('=');
  const lines = fs.readFileSync(arg.slice(at + 1), 'utf8').split('\n').slice(0, -1);
  const header = lines[0].split('\t');
  const rows = lines.slice(1).map((line) =>
    line.split('\t').map((value, i) => (header[i] === number && /^(0|[1-9][0-9]*)$/.test(value) ? Number(value) : value)));
  dump.sheet(arg.slice(0, at), [header, ...rows]);
}
