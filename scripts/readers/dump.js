// What a reader prints of a workbook: "# NAME" for a sheet, then a line a row,
// its fields separated by TABs. A number is \#5. Empty fields at the end of a row
// and empty rows at the end of a sheet do not count: who reads a workbook cannot
// tell them from none.

function field(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return '\\#' + value;
  if (typeof value !== 'string') return '\\?' + typeof value;
  return value.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
}

exports.sheet = (name, rows) => {
  const lines = rows.map((row) => Array.from(row, field).join('\t').replace(/\t+$/, ''));
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
  process.stdout.write(['# ' + name, ...lines, ''].join('\n'));
};
