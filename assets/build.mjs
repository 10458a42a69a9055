// SPDX-License-Identifier: ISC
// Builds the pages: usage: node assets/build.mjs OUT
//	assets/reporter -> OUT/reporter, assets/desk -> OUT/desk
// A bundle for each entry point that exists, the style sheet, the HTML and
// pictures as they are.  The same source and lock give the same bytes.  The
// compressed forms are made where they are embedded (src/web/embed); here they
// are only measured, for the sizes printed at the end.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync }
	from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { build } from "esbuild";

import { muted, smaller } from "./small.mjs";

/** Entry point -> file that the page names. */
const SCRIPTS = {
	"main.ts": "main.js",
	"worker.ts": "worker.js",
	"opener.ts": "opener.js",
	"strings.en.ts": "en.js",
	"later.ts": "later.js",
};
/** Not part of the first visit (assets/reporter/bundle.ts). */
const ON_DEMAND = ["en.js", "later.js"];
const COPIED = [".html", ".svg", ".png", ".ico", ".txt"];

/** Chrome 78 and iOS 14 (with assets/lib/polyfill.ts). */
const OPTIONS = {
	bundle: true,
	write: false,
	minify: true,
	format: "iife",
	platform: "browser",
	charset: "utf8",
	target: "es2020",
	supported: { "optional-chain": false, "nullish-coalescing": false },
	legalComments: "eof",
	logLevel: "warning",
	define: { "process.env.NODE_ENV": '"production"' },
};

/** The later bundle borrows what the first one lends (reporter/shared.ts). */
const borrowed = {
	name: "borrowed",
	setup({ onLoad, onResolve }) {
		onResolve({ filter: /^\.\/(dom|net|problem|words)\.ts$/ },
		    ({ path }) => ({ path: basename(path, ".ts"),
			namespace: "shared" }));
		onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
			contents: `module.exports = globalThis.qfShared.${path}` }));
	},
};

async function bundle(from, small = false) {
	const done = await build({ ...OPTIONS, entryPoints: [from],
		plugins: (basename(from) === "later.ts" ? [borrowed] : [])
		    .concat(small ? [muted] : []) });
	const { contents, text } = done.outputFiles[0];

	return Buffer.from(small ?
	    await smaller(text, basename(from) === "worker.ts") : contents);
}

async function page(name, out) {
	const source = join("assets", name);
	const files = new Map();

	for (const [from, to] of Object.entries(SCRIPTS)) {
		if (existsSync(join(source, from)))
			files.set(to, await bundle(join(source, from),
			    name === "reporter"));
	}
	for (const entry of readdirSync(source).sort()) {
		const from = join(source, entry);

		if (extname(entry) === ".css")
			files.set(entry, await bundle(from));
		else if (COPIED.includes(extname(entry)))
			files.set(entry, readFileSync(from));
	}
	rmSync(join(out, name), { recursive: true, force: true });
	mkdirSync(join(out, name), { recursive: true });
	for (const [file, bytes] of files)
		writeFileSync(join(out, name, file), bytes);
	return [...files].map(([file, bytes]) => ({ name, file, bytes }));
}

const out = process.argv[2];
if (out === undefined) {
	console.error(`usage: node ${basename(process.argv[1])} OUT`);
	process.exit(2);
}
let weight = 0;
for (const name of ["reporter", "desk"]) {
	if (!existsSync(join("assets", name)))
		continue;
	for (const { file, bytes } of await page(name, out)) {
		const br = brotliCompressSync(bytes, { params: {
			[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
		} }).length;

		weight += name === "reporter" &&
		    !ON_DEMAND.includes(file) ? br : 0;
		console.log(`  ${`${name}/${file}`.padEnd(24)}` +
		    `${String(bytes.length).padStart(8)} B` +
		    `${String(br).padStart(8)} B br`);
	}
}
console.log(`  reporter's page, first visit ${weight} B br`);
