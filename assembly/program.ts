// Programs: a plan's kernel calls as data, run by one call from JavaScript.
//
// An instruction is a row of u32 words:
//
//   [kernel, count, argument × count]                           a call of the kernel at that index of the table
//   [0, times, bodyWords, moves, (word, stride) × moves] body   the body, `times` times
//
// After each turn of a loop, `stride` is added to the word at `word`, counted in words from the start of the body:
// that is how an argument walks along a sequence. When the loop ends the words are as they were before it.

const LOOP: u32 = 0;

/** The value that a kernel refused, and the count of refusals; see `raise`. */
export let faultValue: f32 = 0;
let faults: u32 = 0;

/** The first byte that belongs to JavaScript: below it lie the kernels' tables. */
export function heapBase(): usize {
  return __heap_base;
}

/** Called by a kernel that meets bad data. The program stops after that kernel. */
export function raise(value: f32): void {
  faultValue = value;
  faults = 1;
}

/** Runs the program in [start, end). Returns 0, or the address of the instruction that met bad data. */
export function run(start: usize, end: usize): usize {
  faults = 0;
  return execute(start, end);
}

function execute(start: usize, end: usize): usize {
  let at = start;
  while (at < end) {
    if (load<u32>(at) == LOOP) {
      const body = at + 16 + (load<u32>(at, 12) << 3);
      const bodyEnd = body + (load<u32>(at, 8) << 2);
      const fault = loop(at, body, bodyEnd);
      if (fault) return fault;
      at = bodyEnd;
    } else {
      call(at);
      if (faults) return at;
      at += 8 + (load<u32>(at, 4) << 2);
    }
  }
  return 0;
}

function loop(at: usize, body: usize, bodyEnd: usize): usize {
  const times = load<u32>(at, 4);
  let done: u32 = 0;
  let fault: usize = 0;
  while (done < times && !fault) {
    fault = execute(body, bodyEnd);
    move(at, body, 1);
    done += 1;
  }
  move(at, body, -(<i32>done));
  return fault;
}

function move(at: usize, body: usize, times: i32): void {
  const end = at + 16 + (load<u32>(at, 12) << 3);
  for (let entry = at + 16; entry < end; entry += 8) {
    const word = body + (load<u32>(entry) << 2);
    store<u32>(word, load<u32>(word) + load<u32>(entry, 4) * times);
  }
}

function arg(at: usize, i: usize): u32 {
  return load<u32>(at + 8 + (i << 2));
}

// One case for each count of arguments that a kernel has.
// biome-ignore format: one case a line
function call(at: usize): void {
  const k = load<u32>(at);
  switch (load<u32>(at, 4)) {
    case 3: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2)); break;
    case 4: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3)); break;
    case 5: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4)); break;
    case 6: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5)); break;
    case 9: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8)); break;
    case 10: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8), arg(at, 9)); break;
    case 14: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8), arg(at, 9), arg(at, 10), arg(at, 11), arg(at, 12), arg(at, 13)); break;
    case 16: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8), arg(at, 9), arg(at, 10), arg(at, 11), arg(at, 12), arg(at, 13), arg(at, 14), arg(at, 15)); break;
    case 17: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8), arg(at, 9), arg(at, 10), arg(at, 11), arg(at, 12), arg(at, 13), arg(at, 14), arg(at, 15), arg(at, 16)); break;
    case 19: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8), arg(at, 9), arg(at, 10), arg(at, 11), arg(at, 12), arg(at, 13), arg(at, 14), arg(at, 15), arg(at, 16), arg(at, 17), arg(at, 18)); break;
    case 20: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8), arg(at, 9), arg(at, 10), arg(at, 11), arg(at, 12), arg(at, 13), arg(at, 14), arg(at, 15), arg(at, 16), arg(at, 17), arg(at, 18), arg(at, 19)); break;
    case 22: call_indirect<void>(k, arg(at, 0), arg(at, 1), arg(at, 2), arg(at, 3), arg(at, 4), arg(at, 5), arg(at, 6), arg(at, 7), arg(at, 8), arg(at, 9), arg(at, 10), arg(at, 11), arg(at, 12), arg(at, 13), arg(at, 14), arg(at, 15), arg(at, 16), arg(at, 17), arg(at, 18), arg(at, 19), arg(at, 20), arg(at, 21)); break;
    default: unreachable();
  }
}
