/** Curves as a chart: panels one below the other, each with a logarithmic axis across. */

/** A curve: points of x, and of what was measured there. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Curves over the same axis, and lines across it. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
  readonly marks?: readonly (readonly [x: number, name: string])[];
}

const COLOURS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0"];
const [LEFT, WIDTH, HEIGHT, TOP, BELOW] = [60, 560, 180, 44, 48];

/** An SVG with the panels. */
export function curves(title: string, panels: readonly Panel[]): string {
  const height = panels.length * (TOP + HEIGHT + BELOW);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 40}" height="${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${title}</title><rect width="100%" height="100%" fill="white"/>`,
    ...panels.map((panel, i) => draw(panel, i * (TOP + HEIGHT + BELOW) + TOP)),
    "</svg>\n",
  ].join("\n");
}

function draw({ title, unit, curves: drawn, marks = [] }: Panel, top: number): string {
  const all = drawn.flatMap(({ points }) => points);
  const xs = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b);
  const [low, high] = [Math.log(xs[0]!), Math.log(xs.at(-1)!)];
  const most = Math.ceil(Math.max(...all.map(([, y]) => y)) / 10) * 10;
  const across = (x: number): string => (LEFT + ((Math.log(x) - low) / (high - low)) * WIDTH).toFixed(1);
  const up = (y: number): string => (top + HEIGHT - (y / most) * HEIGHT).toFixed(1);
  const grid = [0, most / 2, most].map(
    (y) =>
      `<line x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${up(y)}" y2="${up(y)}" stroke="#ddd"/>` +
      `<text x="${LEFT - 8}" y="${Number(up(y)) + 4}" text-anchor="end">${y}</text>`,
  );
  const ticks = xs.map((x) => `<text x="${across(x)}" y="${top + HEIGHT + 16}" text-anchor="middle">${x}</text>`);
  const lines = marks
    .filter(([x]) => Math.log(x) > low && Math.log(x) < high)
    .map(
      ([x, name]) =>
        `<line x1="${across(x)}" x2="${across(x)}" y1="${top}" y2="${top + HEIGHT}" stroke="#333" stroke-dasharray="3 3"/>` +
        `<text x="${across(x)}" y="${top + HEIGHT + 32}" text-anchor="middle">${name}</text>`,
    );
  const paths = drawn.map(({ name, points }, i) => {
    const colour = COLOURS[i]!;
    const path = points.map(([x, y]) => `${across(x)},${up(y)}`).join(" ");
    return (
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      `<circle cx="${LEFT + WIDTH - 140 + i * 80}" cy="${top - 18}" r="5" fill="${colour}"/>` +
      `<text x="${LEFT + WIDTH - 131 + i * 80}" y="${top - 14}">${name}</text>`
    );
  });
  const head = `<text x="${LEFT}" y="${top - 14}" font-weight="bold">${title}, ${unit}</text>`;
  return [head, ...grid, ...ticks, ...lines, ...paths].join("\n");
}
