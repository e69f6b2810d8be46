// Times the built worker in Node: one file, from the request to the last result, and a plain read of the same file in
// turn. Called by `cargo xtask bench` as `node node.mjs DIST ROUNDS FILE`; prints one JSON object.
import { openAsBlob, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

const [dist, rounds, path] = process.argv.slice(2);
const named = (start, end) => join(dist, readdirSync(dist).find((name) => name.startsWith(start) && name.endsWith(end)));

// What the worker expects around it.
let hear = () => {};
globalThis.self = globalThis;
globalThis.DedicatedWorkerGlobalScope = class {
  static [Symbol.hasInstance](value) {
    return value === globalThis;
  }
};
globalThis.postMessage = ([reply]) => hear(reply);

const told = (wanted) =>
  new Promise((done, fail) => {
    hear = ({ tell }) => {
      if (tell?.Crashed || tell?.Failed) fail(new Error(JSON.stringify(tell)));
      if (tell === wanted || tell?.[wanted]) done(tell);
    };
  });

async function scan(source, file) {
  const start = performance.now();
  const done = told("Done");
  let report;
  const outer = hear;
  hear = (reply) => {
    report = reply.tell?.Report ?? report;
    outer(reply);
  };
  globalThis.onmessage({ data: [{ id: 1, ask: { Add: { source, name: "log" } } }, file] });
  await done;
  const millis = performance.now() - start;
  globalThis.onmessage({ data: [{ id: 2, ask: { Remove: { source } } }] });
  return { millis, counts: report?.counts };
}

async function read(file) {
  const start = performance.now();
  const reader = file.stream().getReader();
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) bytes += chunk.value.length;
  return { millis: performance.now() - start, bytes };
}

vm.runInThisContext(`${readFileSync(named("worker-", ".js"), "utf8")}\n;globalThis.start = wasm_bindgen;`);
const ready = told("Ready");
await globalThis.start({ module_or_path: new WebAssembly.Module(readFileSync(named("worker-", "_bg.wasm"))) });
await ready;

const file = await openAsBlob(path);
const result = { scan_millis: [], read_millis: [], counts: null };
for (let round = 0; round <= Number(rounds); round += 1) {
  const plain = await read(file);
  const scanned = await scan(round, file);
  // The first round warms both up.
  if (round > 0) {
    result.read_millis.push(plain.millis);
    result.scan_millis.push(scanned.millis);
  }
  result.counts = scanned.counts;
}
console.log(JSON.stringify(result, (_, value) => (typeof value === "bigint" ? Number(value) : value)));
process.exit(0);
