// The compiler copies a function into all its callers only if told so (shrinkLevel 1: what grows the binary without
// being asked makes it a tenth larger). It would be told by a decorator, which is no TypeScript; so the names are here.
import { Node } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

/** Functions in loops over vectors, and what a step of 8 units would otherwise spend on calls. */
const inlined = {
  simd: ["madd", "flush"],
  settled: ["settled"],
  math: ["constant", "remainder", "oddNear0", "expm1Near0", "sigmoid", "tanh"],
  activations: ["apply"],
  matmul: ["anyMatmul"],
  tile: ["tileRows"],
  outer: ["outerPanel", "outer4"],
  gru: ["gates", "candidate", "mix"],
  lstm: ["carry", "output"],
  "simple-rnn": ["output"],
  recurrence: ["isValid", "inputStep", "arrange", "begin", "end", "stepsAtOnce"],
  forward: ["layOut", "project", "walk"],
  backward: ["layOut", "walkBack", "addWeights", "writeInputs"],
};

export default class extends Transform {
  afterParse(parser) {
    for (const [file, names] of Object.entries(inlined)) {
      const source = parser.sources.find(({ internalPath }) => internalPath === `assembly/${file}`);
      for (const name of names) {
        const declaration = source.statements.find((statement) => statement.name?.text === name);
        if (!declaration) throw new Error(`scripts/inline.mjs: assembly/${file}.ts has no function "${name}"`);
        const { range } = declaration;
        declaration.decorators = [Node.createDecorator(Node.createIdentifierExpression("inline", range), null, range)];
      }
    }
  }
}
