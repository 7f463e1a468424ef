// Offsets of records count code points; those of the browser count UTF-16 code units.

export class Offsets {
  constructor(text) {
    this.text = text;
    /** UTF-16 offsets of the characters that take two code units, in order */
    this.wide = [];
    if (/[\ud800-\udbff]/.test(text)) {
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit >= 0xd800 && unit < 0xdc00) { this.wide.push(i); i++; }
      }
    }
    this.length = text.length - this.wide.length;
  }

  /** A UTF-16 offset as code points. */
  points(units) {
    return units - count(this.wide, (wide) => wide < units);
  }

  /** An offset in code points as UTF-16. */
  units(points) {
    return points + count(this.wide, (wide, i) => wide - i < points);
  }
}

/** How many of the first items hold; those that hold come first. */
function count(items, holds) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle], middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
