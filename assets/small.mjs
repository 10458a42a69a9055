// SPDX-License-Identifier: ISC
// What esbuild leaves that a phone need not fetch: the sentences of errors that
// nobody is shown, and whatever a second minifier finds.  For the reporter's
// page, whose weight is limited; the officers' console keeps its sentences.

import { readFileSync } from "node:fs";

import { minify } from "terser";
import ts from "typescript";

/** Libraries and our twins: a Failure is told by its code. */
const MUTE = /[/\\](@noble|assets[/\\]lib)[/\\].*\.[jt]s$/;

function isMessage(node) {
	return ts.isNewExpression(node) && ts.isIdentifier(node.expression) &&
	    /^\w*Error$/.test(node.expression.text) &&
	    node.arguments !== undefined && node.arguments.length > 0;
}

function isFail(node) {
	return ts.isCallExpression(node) && ts.isIdentifier(node.expression) &&
	    node.expression.text === "fail" && node.arguments.length > 1;
}

/** The source without the arguments of new …Error() and the words of fail(). */
function mute(text, path) {
	const cuts = [];
	const look = (node) => {
		if (isMessage(node))
			cuts.push([node.arguments.pos, node.arguments.end]);
		else if (isFail(node))
			cuts.push([node.arguments[0].end, node.arguments.end]);
		else
			ts.forEachChild(node, look);
	};

	look(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022));
	return cuts.reverse().reduce((whole, [from, to]) =>
	    whole.slice(0, from) + whole.slice(to), text);
}

/** An esbuild plug-in. */
export const muted = {
	name: "muted",
	setup(build) {
		build.onLoad({ filter: MUTE }, ({ path }) => ({
			contents: mute(readFileSync(path, "utf8"), path),
			loader: path.endsWith(".ts") ? "ts" : "js",
		}));
	},
};

/**
 * Script text, smaller.  2019: from 2020 on terser writes ?. and ??, which
 * Chrome 78 does not know.  Licences stay.  apart: no function is moved into
 * another.  What it leaves behind, a listener, would hold all that the other
 * knew, and a screen that one has left must not keep its words
 * (tests/e2e/box.test.ts).
 */
export async function smaller(text, apart) {
	const { code } = await minify(text, { ecma: 2019,
		compress: { passes: 3,
			...(apart ? { inline: 1, reduce_funcs: false } : {}) },
		format: { comments: "some" } });

	return code;
}
