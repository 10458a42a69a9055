// SPDX-License-Identifier: ISC
// Trusted Types.  The page's policy demands a TrustedScriptURL wherever a
// script is named, which a Worker needs too, so 'none' is not possible.  One
// policy, created once, lets through three constants and nothing else.

interface Policy {
	createScriptURL(url: string): unknown;
}

interface Factory {
	createPolicy(name: string,
	    rules: { createScriptURL(url: string): string }): Policy;
}

const ALLOWED: readonly string[] = ["/worker.js", "/en.js", "/later.js"];

function only(url: string): string {
	if (ALLOWED.indexOf(url) < 0)
		throw new TypeError("not a script of this page");
	return url;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy: Policy = factory === undefined ? { createScriptURL: only } :
    factory.createPolicy("qf", { createScriptURL: only });

export const WORKER_URL = policy.createScriptURL("/worker.js");
export const ENGLISH_URL = policy.createScriptURL("/en.js");
export const LATER_URL = policy.createScriptURL("/later.js");
