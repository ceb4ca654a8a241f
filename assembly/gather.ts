// Rows of a table, by their numbers.

import { addRow, copyRow } from "./copy";
import { raise } from "./program";

// y[i] = table[ids[i]]
// Reads ids [count], as floats, and table [rows, width]; writes y [count, width]. A fraction is dropped, as a cast to
// an integer does. Stops with a fault at an id outside [0, rows); every comparison with NaN is false, so at NaN too.
export function gather(count: i32, rows: i32, width: i32, ids: usize, table: usize, y: usize): void {
  const bytes = (<usize>width) << 2;
  const end = ids + ((<usize>count) << 2);
  while (ids < end) {
    const id = load<f32>(ids);
    if (!(id > -1 && id < <f32>rows)) {
      raise(id);
      return;
    }
    copyRow(width, table + <usize>(<i32>id) * bytes, y);
    ids += 4;
    y += bytes;
  }
}

// table[ids[i]] = y[i]
// Reads ids [count], as floats below the number of rows, and y [count, width]; writes those rows of table [rows, width].
export function scatter(count: i32, width: i32, ids: usize, y: usize, table: usize): void {
  const bytes = (<usize>width) << 2;
  const end = ids + ((<usize>count) << 2);
  while (ids < end) {
    copyRow(width, y, table + <usize>(<i32>load<f32>(ids)) * bytes);
    ids += 4;
    y += bytes;
  }
}

// dtable[ids[i]] += dy[i]
// Reads dy [count, width] and ids [count] that `gather` did not refuse; adds to dtable [rows, width], in turn.
export function scatterAdd(count: usize, width: usize, ids: usize, dy: usize, dtable: usize): void {
  for (let i: usize = 0; i < count; i++) {
    addRow(width, dy, dtable + ((<usize>(<i32>load<f32>(ids + (i << 2))) * width) << 2));
    dy += width << 2;
  }
}
