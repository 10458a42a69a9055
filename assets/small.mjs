// SPDX-License-Identifier: ISC
// What esbuild leaves that a phone need not fetch: the sentences of errors that
// nobody is shown, the names of strings, and whatever a second minifier finds.
// For the reporter's page, whose weight is limited; the officers' console keeps
// its sentences.

import { readFileSync } from "node:fs";

import { minify } from "@swc/core";
import ts from "typescript";

/** Libraries and our twins: a Failure is told by its code. */
const MUTE = /[/\\](@noble|assets[/\\]lib)[/\\].*\.[jt]s$/;
const PAGE = /[/\\]assets[/\\]reporter[/\\].*\.ts$/;
const STRINGS = /[/\\]strings\.(zh|en)\.ts$/;

/** Replace what find() names: a list of [from, to, text], not overlapping. */
function edit(text, path, find) {
	const edits = [];
	const look = (node) => {
		const found = find(node, text);

		if (found !== undefined)
			edits.push(found);
		else
			ts.forEachChild(node, look);
	};

	look(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022));
	return edits.sort((a, b) => b[0] - a[0]).reduce(
	    (whole, [from, to, by]) => whole.slice(0, from) + by +
		whole.slice(to), text);
}

/** The arguments of new …Error() and the words of fail(). */
function sentences(node) {
	const called = (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
	    ts.isIdentifier(node.expression) ? node.expression.text : "";
	const given = node.arguments;

	if (ts.isNewExpression(node) && /^\w*Error$/.test(called) &&
	    given !== undefined && given.length > 0)
		return [given.pos, given.end, ""];
	if (ts.isCallExpression(node) && called === "fail" && given.length > 1)
		return [given[0].end, given.end, ""];
	return undefined;
}

/** `s()`: the table of strings. */
function isTable(node) {
	return ts.isCallExpression(node) && node.arguments.length === 0 &&
	    ts.isIdentifier(node.expression) && node.expression.text === "s";
}

/** The words in `s().words`: a string by its name. */
function isString(node) {
	return ts.isPropertyAccessExpression(node) && isTable(node.expression);
}

/** The tables of strings, by the names of their files. */
function tableIn(path) {
	const source = ts.createSourceFile(path, readFileSync(path, "utf8"),
	    ts.ScriptTarget.ES2022);
	let table;
	const look = (node) => {
		if (table === undefined && ts.isObjectLiteralExpression(node))
			table = node;
		else
			ts.forEachChild(node, look);
	};

	look(source);
	return { source, table };
}

/** Names of strings in the order of the Chinese table: their numbers. */
function namesOfStrings() {
	const { table } = tableIn("assets/reporter/strings.zh.ts");

	return table.properties.map((one) => one.name.text);
}

/** A table as an array in that order: no name travels. */
function asArray(path, names) {
	const { source, table } = tableIn(path);
	const text = source.text;
	const values = new Map(table.properties.map((one) => [one.name.text,
		text.slice(one.initializer.pos, one.initializer.end)]));

	return text.slice(0, table.pos) + "[" + names.map((name) =>
	    values.get(name)).join(",") + "] as never" + text.slice(table.end);
}

/** Strings by their numbers; the table as such has no names any more. */
function numbered(names, path) {
	return (node) => {
		if (isTable(node))
			throw new Error(`${path}: ask for a string as s().name`);
		return isString(node) ? [node.expression.end, node.end,
			`[${names.indexOf(node.name.text)}]`] : undefined;
	};
}

/** An esbuild plug-in. */
export const muted = {
	name: "muted",
	setup(build) {
		const names = namesOfStrings();

		build.onLoad({ filter: MUTE }, ({ path }) => ({
			contents: edit(readFileSync(path, "utf8"), path, sentences),
			loader: path.endsWith(".ts") ? "ts" : "js",
		}));
		build.onLoad({ filter: PAGE }, ({ path }) => ({
			contents: STRINGS.test(path) ? asArray(path, names) :
			    edit(readFileSync(path, "utf8"), path, numbered(names, path)),
			loader: "ts",
		}));
	},
};

/**
 * Script text, smaller.  2019: from 2020 on a minifier may write ?. and ??,
 * which Chrome 78 does not know.  Licences stay.
 *	alone	a script that is ended as a whole, a worker.  In any other no
 *		function may be moved into another: what it leaves behind, a
 *		listener, would hold all that the other knew, and a screen that
 *		one has left must not keep its words (tests/e2e/box.test.ts)
 */
export async function smaller(text, alone) {
	const { code } = await minify(text, { ecma: 2019, mangle: true,
		compress: alone ? { ecma: 2019, passes: 3,
			keep_fargs: false } : false,
		format: { comments: "some" } });

	return code;
}
