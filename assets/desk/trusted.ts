// SPDX-License-Identifier: ISC
// Trusted Types: one policy that lets through two constants, the addresses of
// the worker and of its helpers.  Nothing here ever turns a string into markup or script.

interface Factory {
	createPolicy(name: string,
	    rules: { createScriptURL(url: string): string }):
	    { createScriptURL(url: string): unknown };
}

function only(url: string): string {
	if (url !== "/worker.js" && url !== "/opener.js")
		throw new TypeError("not a script of this page");
	return url;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

const policy = factory?.createPolicy("qf", { createScriptURL: only }) ??
    { createScriptURL: only };

export const WORKER_URL = policy.createScriptURL("/worker.js");
export const OPENER_URL = policy.createScriptURL("/opener.js");
