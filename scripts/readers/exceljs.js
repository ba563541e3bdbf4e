// Prints a workbook as ExcelJS reads it.
const { Workbook } = require('exceljs');
const dump = require('./dump.js');

// A cell with a link is an object of its text and its address. ExcelJS leaves it
// to its user to read control characters: _x0001_.
function plain(value) {
  if (value && value.hyperlink) value = value.text;
  if (typeof value !== 'string') return value;
  return value.replace(/_x([0-9A-F]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

async function main() {
  const book = new Workbook();
  await book.xlsx.readFile(process.argv[2]);
  book.eachSheet((sheet) => {
    const rows = [];
    for (let i = 1; i <= sheet.rowCount; i++) {
      rows.push(Array.from(sheet.getRow(i).values.slice(1), plain));
    }
    dump.sheet(sheet.name, rows);
  });
}
main();
