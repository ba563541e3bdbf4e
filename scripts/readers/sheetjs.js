// Prints a workbook as SheetJS reads it.
const xlsx = require('xlsx');
const dump = require('./dump.js');

const book = xlsx.readFile(process.argv[2]);
for (const name of book.SheetNames) {
  dump.sheet(name, xlsx.utils.sheet_to_json(book.Sheets[name], { header: 1, blankrows: true, raw: true }));
}
