/** The rows as a chart: how many times as long as rivulet each peer takes, on a logarithmic axis. */

export interface Bar {
  readonly row: string;
  /** By peer: its time divided by rivulet's. */
  readonly ratios: ReadonlyMap<string, number>;
}

const COLOURS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#9c6b4e", "#9498a0"];
const LEFT = 260;
const WIDTH = 560;
const LINE = 18;
const TOP = 56;

/** An SVG with a line for each row and a dot for each peer. */
export function chart(title: string, bars: readonly Bar[], peers: readonly string[]): string {
  const ratios = bars.flatMap(({ ratios }) => [...ratios.values()]);
  const low = Math.floor(Math.log10(Math.min(1, ...ratios)));
  const high = Math.ceil(Math.log10(Math.max(10, ...ratios)));
  const x = (ratio: number): string => (LEFT + ((Math.log10(ratio) - low) / (high - low)) * WIDTH).toFixed(1);
  const bottom = TOP + bars.length * LINE;
  const grid = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)).map(
    (ratio) =>
      `<line x1="${x(ratio)}" x2="${x(ratio)}" y1="${TOP - 6}" y2="${bottom}" stroke="${ratio === 1 ? "#333" : "#ddd"}"/>` +
      `<text x="${x(ratio)}" y="${bottom + 14}" text-anchor="middle">${ratio} ×</text>`,
  );
  const key = peers.map((peer, i) => {
    const at = LEFT + i * 140;
    return `<circle cx="${at}" cy="36" r="5" fill="${COLOURS[i]}"/><text x="${at + 9}" y="40">${peer}</text>`;
  });
  const lines = bars.map(({ row, ratios: of }, i) => {
    const y = TOP + i * LINE + LINE / 2;
    const dots = [...of].map(
      ([peer, ratio]) =>
        `<circle cx="${x(ratio)}" cy="${y}" r="5" fill="${COLOURS[peers.indexOf(peer)]}"><title>${peer} ${ratio.toFixed(2)} ×</title></circle>`,
    );
    return `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${row}</text>${dots.join("")}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 40}" height="${bottom + 24}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${title}</title><rect width="100%" height="100%" fill="white"/><text x="${LEFT}" y="18" font-weight="bold">${title}</text>`,
    ...key,
    ...grid,
    ...lines,
    "</svg>\n",
  ].join("\n");
}
