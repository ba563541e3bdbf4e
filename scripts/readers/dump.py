"""What a reader prints of a workbook: see dump.js."""


def field(value):
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "\\#%s" % value
    if not isinstance(value, str):
        return "\\?" + type(value).__name__
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def sheet(name, rows):
    lines = ["\t".join(map(field, row)).rstrip("\t") for row in rows]
    while lines and not lines[-1]:
        lines.pop()
    print("\n".join(["# " + name, *lines]))
