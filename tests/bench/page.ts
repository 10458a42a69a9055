// SPDX-License-Identifier: ISC
// What opening the page costs a phone: bytes on the wire, TLS and all, and
// requests, in Debian's Chromium with an empty cache.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { base64Url } from "../../assets/lib/base64.ts";
import { Phone } from "../e2e/browser.ts";
import { Relay } from "../e2e/relay.ts";
import { sleep } from "../web/client.ts";
import type { World } from "../web/harness.ts";

export interface Weight {
	readonly requests: number;
	/** Bodies as sent (br), without headers. */
	readonly bodies: number;
	/** Both directions, handshakes and headers included. */
	readonly wire: number;
	readonly parts: { path: string; bytes: number }[];
}

export async function weigh(world: World): Promise<Weight> {
	const certificate = readFileSync(
	    join(world.dir, "pki", `${world.host}.pem`), "utf8");
	const relay = await Relay.start(world.intake.port);
	const phone = await Phone.start(world.host, certificate);

	try {
		const { page } = await phone.open();
		const paths: string[] = [];

		page.on("requestfinished", (r) => {
			paths.push(new URL(r.url()).pathname);
		});
		await page.goto(`https://${world.host}:${relay.port}/#s=S01&r1=` +
		    base64Url(world.keys.pin), { waitUntil: "networkidle" });
		/* The worker has begun by now as well. */
		await sleep(500);
		const wire = relay.bytes.length;
		/* Chromium does not tell what a worker's script weighed. */
		const parts = await Promise.all(paths.map(async (path) => ({ path,
			bytes: (await world.intake.ask(path, { headers:
				{ "accept-encoding": "gzip, br" } })).body.length })));

		return { requests: parts.length, wire, parts,
			bodies: parts.reduce((n, p) => n + p.bytes, 0) };
	} finally {
		await phone.close();
		await relay.stop();
	}
}
