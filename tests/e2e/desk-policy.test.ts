// SPDX-License-Identifier: ISC
// The policies of `qf desk`: WebAssembly, which the workers' libsodium is, runs
// in the workers and nowhere else.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, it } from "node:test";

import { Desk } from "./console.ts";
import { Site } from "./site.ts";

let site: Site;
let desk: Desk;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

/** The policy that comes with a path. */
function policyOf(path: string): Promise<string> {
	const url = new URL(path, desk.origin);

	return new Promise((resolve, reject) => {
		request(url, (answer) => {
			answer.resume();
			resolve(String(answer.headers["content-security-policy"]));
		}).on("error", reject).end();
	});
}

/** The shortest module there is. */
function compile(): Promise<boolean> {
	return WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
	    .then(() => true, () => false);
}

describe("the policy of qf desk", () => {
	it("is the same for all but the workers' scripts", async () => {
		const page = await policyOf("/");
		const worker = await policyOf("/worker.js");

		assert.match(page, /^default-src 'none'; script-src 'self'; /);
		assert.doesNotMatch(page, /unsafe/);
		assert.equal(worker, page.replace("script-src 'self'",
		    "script-src 'self' 'wasm-unsafe-eval'"));
		assert.equal(await policyOf("/opener.js"), worker);
		for (const path of ["/main.js", "/style.css", "/other",
			"/desk.json", "/worker.js/"])
			assert.equal(await policyOf(path), page, path);
	});

	it("lets WebAssembly run in the worker alone", async () => {
		const { page } = await desk.open();
		const [worker] = page.workers();

		assert.equal(await page.evaluate(compile), false);
		assert.equal(await worker?.evaluate(compile), true);
	});
});
