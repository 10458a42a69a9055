// SPDX-License-Identifier: ISC
// Nothing in the built reporter's page is newer than the floor: its syntax, the
// names it calls engines by, its style.  Where something newer only adds, it
// stands in a list below with what happens without it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { type Node, parse } from "acorn";
import { full } from "acorn-walk";
import * as csstree from "css-tree";

import { repo } from "../web/cluster.ts";
import { below, css, type Feature, isOld, names } from "./compat.ts";

const PAGE = join(repo, "build/assets/reporter");
const NODE_12 = join(repo, "node_modules/node-12/bin/node");

function read(name: string): string {
	return readFileSync(join(PAGE, name), "utf8");
}

/**
 * All but the worker also parse where BigInt is unknown (iOS 13), so that the
 * page can say that the browser is too old; the worker needs BigInt.
 */
const SCRIPTS: readonly (readonly [string, 2019 | 2020])[] = [
	["main.js", 2019], ["en.js", 2019], ["later.js", 2019],
	["worker.js", 2020],
];

/** Names of ours, or of the polyfill, or asked for before use. */
const KNOWN: Readonly<Record<string, string>> = {
	hasOwn: "assets/lib/polyfill.ts brings it",
	setBigUint64: "assets/lib/polyfill.ts brings it",
	trustedTypes: "assets/reporter/trusted.ts asks whether it is there",
	createScriptURL: "of trustedTypes, or of our own stand-in",
	createPolicy: "of trustedTypes",
	run: "of the Upload that later.js brings",
};

/** Style that only adds: property or selector -> what is there without it. */
const ADDS: Readonly<Record<string, string>> = {
	"cursor": "a phone has none",
	"cursor: default": "a phone has none",
	"cursor: pointer": "a phone has none",
	"resize": "the field scrolls",
	"resize: none": "the field scrolls",
	"resize: vertical": "the field scrolls",
	"scroll-padding-top": "iOS 14.0 to 14.4 scroll a little less far",
	"color-scheme": "controls as the phone has them",
	"color-scheme: dark": "controls as the phone has them",
	"color-scheme: light": "controls as the phone has them",
	"accent-color": "ticks in the system's own colour",
	"overflow-wrap: anywhere": "word-break: break-word stands before it",
	"font-family: ui-monospace": "the next family of the list",
	"font: ui-monospace": "the next family of the list",
};

function programOf(name: string, ecmaVersion: 2019 | 2020): Node {
	return parse(read(name), { ecmaVersion, sourceType: "script" });
}

/** The plain name of a member, key or callee. */
function plain(node: unknown, computed: unknown): string | undefined {
	const { type, name } = node as { type?: string; name?: string };

	return type === "Identifier" && computed !== true ? name : undefined;
}

/**
 * Methods that a script calls and globals that it names, but for those names
 * that it gives to things of its own: of two that are called alike the check
 * cannot tell which is meant.  For our own sources tsconfig.json's "lib" can,
 * and the worker runs on an old engine (engines.test.ts).
 */
function spoken(program: Node): Set<string> {
	const said = new Set<string>();
	const own = new Set<string>();
	const add = (to: Set<string>, name: string | undefined) => {
		if (name !== undefined)
			to.add(name);
	};

	full(program, (node) => {
		const { callee, key, left, computed, name } = node as
		    { callee?: { property?: unknown; computed?: unknown };
			key?: unknown; computed?: unknown; name?: string;
			left?: { property?: unknown; computed?: unknown } };

		if (node.type === "CallExpression")
			add(said, plain(callee?.property ?? {}, callee?.computed));
		else if (node.type === "Property" ||
		    node.type === "MethodDefinition")
			add(own, plain(key, computed));
		else if (node.type === "AssignmentExpression")
			add(own, plain(left?.property ?? {}, left?.computed));
		else if (node.type === "Identifier" && (name ?? "").length > 3)
			add(said, name);
	});
	own.forEach((name) => said.delete(name));
	return said;
}

describe("the scripts of the page", () => {
	for (const [name, version] of SCRIPTS) {
		it(`${name} is ECMAScript ${version}, and V8 7.8 reads it`, () => {
			const program = programOf(name, version);

			full(program, (node) => {
				const { regex } = node as { regex?: { pattern: string } };
				assert.ok(!/\(\?<[=!]/.test(regex?.pattern ?? ""),
				    `${name}: lookbehind in ${regex?.pattern}`);
			});
			execFileSync(NODE_12, ["-e", "new (require('vm').Script)" +
			    "(require('fs').readFileSync(process.argv[1], 'utf8'))",
			    join(PAGE, name)], { stdio: "pipe" });
		});

		it(`${name} calls nothing that the floor lacks`, () => {
			const known = names();
			const newer = [...spoken(programOf(name, version))]
			    .filter((said) => {
				const features = known.get(said) ?? [];

				return features.length > 0 && !features.some(isOld) &&
				    !Object.hasOwn(KNOWN, said);
			});

			assert.deepEqual(newer, []);
		});
	}

	it("the check sees what is newer", () => {
		const known = names();

		for (const name of ["replaceAll", "structuredClone",
			"replaceChildren", "toSorted", "findLast", "randomUUID"])
			assert.equal((known.get(name) ?? []).some(isOld), false,
			    name);
		for (const name of ["querySelector", "getRandomValues",
			"postMessage", "padStart"])
			assert.equal((known.get(name) ?? []).some(isOld), true,
			    name);
		assert.throws(() => parse("a?.b", { ecmaVersion: 2019 }));
		assert.throws(() => parse("1n", { ecmaVersion: 2019 }));
	});
});

/** What a style sheet uses that the floor lacks. */
function tooNew(text: string): string[] {
	const found: string[] = [];
	const say = (what: string, feature: Feature | undefined) => {
		if (feature !== undefined && !isOld(feature) &&
		    !Object.hasOwn(ADDS, what))
			found.push(what);
	};

	csstree.walk(csstree.parse(text), {
		enter(node: csstree.CssNode) {
			if (node.type === "Atrule")
				atrule(node, say);
			else if (node.type === "PseudoClassSelector" ||
			    node.type === "PseudoElementSelector")
				say(`:${node.name}`, below(css["selectors"], node.name));
			else if (node.type === "NestingSelector")
				found.push("nesting");
			else if (node.type === "Block")
				block(node, say);
		},
	});
	return found;
}

function atrule(node: csstree.Atrule,
    say: (what: string, feature: Feature | undefined) => void): void {
	const rule = below(css["at-rules"], node.name);

	say(`@${node.name}`, rule);
	if (node.prelude === null)
		return;
	csstree.walk(node.prelude, (inner) => {
		if (inner.type === "Feature")
			say(`@${node.name} (${inner.name})`, below(rule,
			    inner.name.replace(/^(min|max)-/, "")));
		else if (inner.type === "FeatureRange")
			say(`@${node.name} range`, below(rule, "range_syntax"));
	});
}

/** A value that the engine drops leaves the one declared before it. */
function block(node: csstree.Block,
    say: (what: string, feature: Feature | undefined) => void): void {
	const before = new Set<string>();
	const said = new Map<string, string>();

	node.children.forEach((child) => {
		if (child.type !== "Declaration" ||
		    child.property.startsWith("--"))
			return;
		const property = below(css["properties"], child.property);
		const hasFallback = before.has(child.property);

		said.set(child.property, csstree.generate(child.value));
		// -webkit-foo stands for foo, which comes behind it.
		before.add(child.property.replace(/^-webkit-/, ""));
		if (!hasFallback)
			say(child.property, property);
		csstree.walk(child.value, (value) => {
			if (!hasFallback)
				piece(child.property, property, value, say);
		});
	});
	// Chrome 84 and iOS 14.5 know gaps in a flex box; before, there is none.
	if (/flex/.test(said.get("display") ?? "") &&
	    ["gap", "row-gap", "column-gap"].some((one) => said.has(one)))
		say("gap in a flex box", below(below(css["properties"], "gap"),
		    "flex_context"));
}

function piece(name: string, property: Feature | undefined,
    value: csstree.CssNode,
    say: (what: string, feature: Feature | undefined) => void): void {
	const { types } = css;

	if (value.type === "Identifier")
		say(`${name}: ${value.name}`, below(property, value.name) ??
		    below(below(css["properties"],
			name === "font" ? "font-family" : name), value.name));
	else if (value.type === "Function")
		say(`${value.name}()`, below(types, value.name) ??
		    below(below(types, "color"), value.name) ??
		    below(property, `${value.name}_function`));
	else if (value.type === "Dimension" &&
	    /^[dsl]v(h|w|i|b|min|max)$/.test(value.unit))
		say(value.unit, below(below(types, "length"),
		    "viewport_percentage_units_dynamic"));
	else if (value.type === "Dimension")
		say(value.unit, below(below(types, "length"), value.unit));
}

describe("the style of the page", () => {
	it("needs nothing that the floor lacks", () => {
		assert.deepEqual(tooNew(read("style.css")), []);
	});

	it("the check sees what is newer", () => {
		for (const [text, what] of [
			["a { inset: 0 }", "inset"],
			["a { aspect-ratio: 1 }", "aspect-ratio"],
			["a { width: clamp(1px, 2px, 3px) }", "clamp()"],
			["a { width: min(1px, 2px) }", "min()"],
			["a { height: 100dvh }", "dvh"],
			["a:has(b) { top: 0 }", ":has"],
			["a:focus-visible { top: 0 }", ":focus-visible"],
			["@layer x { a { top: 0 } }", "@layer"],
			["@container (width > 1px) { a { top: 0 } }", "@container"],
			["@media (width > 1px) { a { top: 0 } }", "@media range"],
			["a { &:hover { top: 0 } }", "nesting"],
			["a { display: flex; gap: 1px }", "gap in a flex box"],
			["a { color: color-mix(in srgb, red, blue) }", "color-mix()"],
		] as const)
			assert.ok(tooNew(text).includes(what),
			    `${text}: ${tooNew(text).join()}`);
		assert.deepEqual(tooNew("a { height: 100vh; height: 100dvh }"), []);
		assert.deepEqual(tooNew("a { display: grid; grid-gap: 1px }"), []);
	});
});
