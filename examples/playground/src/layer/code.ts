/** A configuration as one would write it. */
import { type Configuration, type Returned, UNITS } from "./configuration.ts";

/** The program; behind each result stands its shape. */
export function codeOf(configuration: Configuration, returned: readonly Returned[]): string {
  const { kind, bidirectional, mask } = configuration;
  const imports = [...(bidirectional ? ["Bidirectional"] : []), kind, ...(mask ? ["tensor"] : [])];
  return [
    `import ${object(imports, "")} from "rivulet";`,
    "",
    `const layer = ${layerOf(configuration)};`,
    ...(mask ? ["const mask = tensor([", `  [${mask.join(", ")}],`, "]);"] : []),
    resultsOf(returned, `layer.apply(x${mask ? ", { mask }" : ""});`),
  ].join("\n");
}

function layerOf(configuration: Configuration): string {
  const { kind, bidirectional } = configuration;
  const flags = (["returnSequences", "returnState", "goBackwards"] as const).filter((flag) => configuration[flag]);
  const options = [`units: ${UNITS}`, ...flags.map((flag) => `${flag}: true`)];
  if (!bidirectional) return `new ${kind}(${object(options, "")})`;
  return `new Bidirectional({\n  layer: new ${kind}(${object(options, "  ")}),\n})`;
}

/** What stands between braces: one option behind them, of several each in a line of its own. */
function object(options: readonly string[], indent: string): string {
  if (options.length === 1) return `{ ${options[0]} }`;
  return `{\n${options.map((option) => `${indent}  ${option},\n`).join("")}${indent}}`;
}

function resultsOf(returned: readonly Returned[], call: string): string {
  const shape = ({ tensor }: Returned): string => `// [${tensor.shape.join(", ")}]`;
  const [only, ...others] = returned as [Returned, ...Returned[]];
  if (others.length === 0) return `const ${only.name} = ${call} ${shape(only)}`;
  return ["const [", ...returned.map((one) => `  ${one.name}, ${shape(one)}`), `] = ${call}`].join("\n");
}
