// SPDX-License-Identifier: ISC
// Trusted Types: one policy that lets through one constant, the worker's
// address.  Nothing here ever turns a string into markup or script.

interface Factory {
	createPolicy(name: string,
	    rules: { createScriptURL(url: string): string }):
	    { createScriptURL(url: string): unknown };
}

function only(url: string): string {
	if (url !== "/worker.js")
		throw new TypeError("not a script of this page");
	return url;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

export const WORKER_URL = factory === undefined ? only("/worker.js") :
    factory.createPolicy("qf", { createScriptURL: only })
	.createScriptURL("/worker.js");
