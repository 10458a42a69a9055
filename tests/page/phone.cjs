// SPDX-License-Identifier: ISC
// An old phone's worker: runs the built worker.js, the very bytes that intake
// serves, with nothing but what an old engine gives a worker.  CommonJS of
// 2018, because Node 12 reads it.
//	node-12 phone.cjs [--no-wasm] [--ios14] [--no-random] WORKER.JS
// Questions come on standard input and answers go to standard output, one JSON
// line each, as the page's postMessage carries them (assets/reporter/calls.ts);
// bytes travel as {"bytes": base64}.
"use strict";

const { Buffer } = require("buffer");
const { readFileSync } = require("fs");
const { randomFillSync } = require("crypto");
const { createInterface } = require("readline");
const vm = require("vm");

const flags = process.argv.slice(2, -1);
const worker = process.argv[process.argv.length - 1];

function toJson(_key, value) {
	return value instanceof Uint8Array ?
		{ bytes: Buffer.from(value).toString("base64") } : value;
}

function fromJson(_key, value) {
	return value !== null && typeof value === "object" &&
	    typeof value.bytes === "string" ?
		Uint8Array.from(Buffer.from(value.bytes, "base64")) : value;
}

// A worker has no document, and ours no network.
const lacks = ["process", "Buffer", "require", "fetch", "structuredClone"];
const report = process.stdout.write.bind(process.stdout);

if (flags.indexOf("--no-wasm") >= 0)
	lacks.push("WebAssembly");
if (flags.indexOf("--ios14") >= 0) {
	// What Safari 14 lacks beside V8 7.8 (MDN browser-compat-data).
	lacks.push("BigInt64Array", "BigUint64Array", "WeakRef");
	for (const name of ["getBigInt64", "getBigUint64", "setBigInt64",
		"setBigUint64"])
		delete DataView.prototype[name];
	delete Promise.any;
	delete Object.hasOwn;
	delete String.prototype.at;
	delete Array.prototype.at;
}

const dead = flags.indexOf("--no-random") >= 0;
let listener = null;
const input = createInterface({ input: process.stdin });
const here = {
	crypto: { getRandomValues: (array) => dead ? array :
	    randomFillSync(array) },
	postMessage: (message) =>
	    report(JSON.stringify(message, toJson) + "\n"),
	addEventListener: (type, given) => {
		if (type === "message")
			listener = given;
	},
};

for (const name of Object.keys(here))
	Object.defineProperty(globalThis, name, { value: here[name],
		configurable: true, writable: true });
Object.defineProperty(globalThis, "self", { value: globalThis });
input.on("line", (line) =>
    listener({ data: JSON.parse(line, fromJson) }));
const source = readFileSync(worker, "utf8");
for (const name of lacks)
	delete globalThis[name];
vm.runInThisContext(source, { filename: worker });
if (listener === null)
	throw new Error("the worker listens to nobody");
