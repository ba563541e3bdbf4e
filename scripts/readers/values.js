// Writes the tables of the workbook into a folder: values that programs like
// to change, a table without rows, and many rows; and a year of runs.
const fs = require('fs');
const path = require('path');

const dir = process.argv[2];
const write = (name, rows) =>
  fs.writeFileSync(path.join(dir, name), rows.map((row) => row.join('\t') + '\n').join(''));

const odd = [
  '991523164305151', '0012345', '00', '-0', '1e5', '9.92E+14', '1.50', '1,000', '.5', '12345678901234567890',
  '=1+1', '=HYPERLINK("http://example.org")', '+1', '-1', '@SUM(1)', "'1", '"quoted"', 'a "b" c', ';', ',',
  'TRUE', 'false', 'null', 'NaN', '#N/A', '#REF!', '2025-05-24', '24/5/2025', 'May 24', '1:30', '50%', '$5',
  ' space in front', 'and behind ', '  ', 'two  inside', '\u00a0no-break\u00a0', '\u200bzero width', '\ufeffmark',
  'é', 'e\u0301', 'ß', 'İ', '漢字', 'עברית', '😀', '\u{10FFFF}', '<b>&amp;</b>', ']]>', '\\n', '\\',
  '_x0041_', '_x005F_', '_x0041', 'a_b', '\u0001', '\u001f', 'a\u0007b', '\u007f', '\u0085', '\u2028', '\ufffe',
  'x'.repeat(32767), '😀'.repeat(16383) + 'x', '(OCoLC)ocm00012345', '1; 2', 'a | b',
];
write('odd.tsv', [['Value', 'Between', 'Again'], ...odd.map((value, i) => [value, i % 3 ? 'x' : '', value]), ['', '', ''], ['', '', 'last']]);
write('empty.tsv', [['Network Id', 'Incoming 035a', '']]);

const rows = [];
for (let i = 0; i < 2000; i++) {
  rows.push([`99${String(i * 7919).padStart(9, '0')}5151`, i % 5 ? String(i * 31) : '', i % 7 ? String(i) : '007', `x ${i}`]);
}
write('rows.tsv', [['Network Id', 'Number', 'Count', 'Text'], ...rows]);

// The ids have 19 digits, of which a spreadsheet, and any double, keeps 15.
const files = ['update', 'updated', 'review', 'missing', 'decided_do_not_change', 'do_not_change'];
for (let week = 0; week < 52; week++) {
  const run = new Date(Date.UTC(2026, 0, 3 + 7 * week)).toISOString().slice(0, 10);
  fs.mkdirSync(path.join(dir, 'runs', run), { recursive: true });
  files.forEach((name, k) => {
    const records = Array.from({ length: (week * k) % 5 + 1 }, (_, i) => [`9912345678${String(1000 * k + 10 * week + i).padStart(5, '0')}5151`, '0012', '"13']);
    write(path.join('runs', run, `${name}.tsv`), [['Network Id', 'Existing 035a', 'Incoming 035a'], ...records]);
  });
}
