// Times the built worker in Node: one file, from the request to the last result, and a plain read of the same file in
// turn. Called by `cargo xtask bench` as `node node.mjs DIST ROUNDS FILE`; prints one JSON object.
import { openAsBlob, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

const [dist, rounds, path] = process.argv.slice(2);
const named = (start, end) => join(dist, readdirSync(dist).find((name) => name.startsWith(start) && name.endsWith(end)));

// What the worker expects around it. A reply is bytes: its number (4), what it is (1), the rest
// (src/page/protocol/wire.rs); a request is words and a file (request.rs).
const [READY, DONE, FAILED, CRASHED] = [0, 2, 3, 11];
let hear = () => {};
globalThis.self = globalThis;
globalThis.DedicatedWorkerGlobalScope = class {
  static [Symbol.hasInstance](value) {
    return value === globalThis;
  }
};
globalThis.postMessage = (buffer) => hear(new Uint8Array(buffer));

const told = (wanted) =>
  new Promise((done, fail) => {
    hear = (bytes) => {
      if ([FAILED, CRASHED].includes(bytes[4])) fail(new Error(new TextDecoder().decode(bytes)));
      if (bytes[4] === wanted) done();
    };
  });

async function scan(source, file) {
  const start = performance.now();
  const done = told(DONE);
  globalThis.onmessage({ data: [["1", "add", `${source}`, "log"], file] });
  await done;
  const millis = performance.now() - start;
  globalThis.onmessage({ data: [["2", "remove", `${source}`]] });
  return millis;
}

async function read(file) {
  const start = performance.now();
  const reader = file.stream().getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read());
  return performance.now() - start;
}

vm.runInThisContext(`${readFileSync(named("worker-", ".js"), "utf8")}\n;globalThis.start = wasm_bindgen;`);
const ready = told(READY);
await globalThis.start({ module_or_path: new WebAssembly.Module(readFileSync(named("worker-", "_bg.wasm"))) });
await ready;
globalThis.onmessage({ data: [["0", "link"], new WebAssembly.Module(readFileSync(named("reporting-", ".wasm")))] });

const file = await openAsBlob(path);
const result = { scan_millis: [], read_millis: [] };
for (let round = 0; round <= Number(rounds); round += 1) {
  const plain = await read(file);
  const scanned = await scan(round, file);
  // The first round warms both up.
  if (round > 0) {
    result.read_millis.push(plain);
    result.scan_millis.push(scanned);
  }
}
console.log(JSON.stringify(result));
process.exit(0);
