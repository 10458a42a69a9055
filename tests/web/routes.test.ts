// SPDX-License-Identifier: ISC
// What intake answers without a body: the page, the start data, the chain, and
// everything that is no route.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { openRootChain } from "../../assets/lib/root.ts";
import { currentRoster } from "../../assets/lib/roster.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { type Answer, exchange, until } from "./client.ts";
import { repo } from "./cluster.ts";
import { World } from "./harness.ts";
import { ENTRY_TYPE } from "./report.ts";

interface Start {
	format: number;
	host: string;
	site: unknown;
	roots: string[];
	roster: string | null;
}

const SECURITY: Record<string, RegExp> = {
	"content-security-policy":
	    /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'; require-trusted-types-for 'script'/,
	"strict-transport-security": /^max-age=31536000$/,
	"x-content-type-options": /^nosniff$/,
	"referrer-policy": /^no-referrer$/,
	"cross-origin-opener-policy": /^same-origin$/,
	"cross-origin-resource-policy": /^same-origin$/,
	"permissions-policy": /geolocation=\(\)/,
	"cache-control": /./,
};

function guarded(a: Answer): void {
	for (const [name, value] of Object.entries(SECURITY))
		assert.match(String(a.headers[name]), value, name);
	for (const name of ["set-cookie", "server", "x-powered-by",
		"access-control-allow-origin"])
		assert.equal(a.headers[name], undefined, name);
}

let world: World;

before(async () => {
	world = await World.create();
});
after(async () => {
	await world.close();
});

describe("the page", () => {
	it("is one page, the same for every visitor", async () => {
		const a = await world.intake.ask("/");
		const b = await world.intake.ask("/", { headers: {
			"user-agent": "other", "accept-language": "en",
			"cookie": "a=b", "referer": "https://elsewhere.example/" } });

		assert.equal(a.status, 200);
		assert.equal(a.headers["content-type"], "text/html; charset=utf-8");
		guarded(a);
		assert.deepEqual(a.body, b.body);
		assert.deepEqual(a.headers, b.headers);
		assert.deepEqual(a.body,
		    readFileSync(`${repo}/build/assets/reporter/index.html`));
	});

	it("survives what WeChat appends to a link", async () => {
		const a = await world.intake.ask("/?from=singlemessage&isappinstalled=0");

		assert.equal(a.status, 200);
	});

	it("comes compressed when that is taken", async () => {
		const raw = await world.intake.ask("/main.js");
		const seen = new Set([raw.headers["etag"]]);

		assert.equal(raw.headers["content-encoding"], undefined);
		for (const [accept, coding] of [
			["br", "br"], ["gzip, deflate, br", "br"],
			["gzip", "gzip"], ["GZIP;q=0.5", "gzip"],
			["br;q=0, gzip;q=1.0", "gzip"], ["br;q=0.000", undefined],
			["brotli, xgzip", undefined], ["identity", undefined],
			["", undefined],
		] as const) {
			const a = await world.intake.ask("/main.js",
			    { headers: { "accept-encoding": accept } });

			assert.equal(a.headers["content-encoding"], coding, accept);
			assert.equal(a.headers["vary"], "accept-encoding");
			const body = coding === "br" ? brotliDecompressSync(a.body) :
			    coding === "gzip" ? gunzipSync(a.body) : a.body;
			assert.deepEqual(body, raw.body);
			seen.add(a.headers["etag"]);
		}
		assert.equal(seen.size, 3, "an ETag for each coding");
	});

	it("has the hash of its bytes as ETag and is not sent twice", async () => {
		const a = await world.intake.ask("/");
		const etag = `"${createHash("sha256").update(a.body).digest("hex")}"`;

		assert.equal(a.headers["etag"], etag);
		for (const [value, status] of [
			[etag, 304], [`W/${etag}`, 304], [`"x", ${etag}`, 304],
			[`${etag}, "x"`, 304], ["*", 304], ['"x"', 200],
			[etag.slice(1, -1), 200],
			[etag.replace(/"$/, '-br"'), 200],
		] as const) {
			const b = await world.intake.ask("/",
			    { headers: { "if-none-match": value } });

			assert.equal(b.status, status, value);
			assert.equal(b.headers["etag"], etag);
			guarded(b);
			if (status === 304) {
				assert.equal(b.body.length, 0);
				assert.equal(b.headers["content-length"], undefined);
			}
		}
	});

	it("answers HEAD with everything but the body", async () => {
		const get = await world.intake.ask("/");
		const head = await world.intake.ask("/", { method: "HEAD" });

		assert.equal(head.status, 200);
		assert.equal(head.body.length, 0);
		assert.deepEqual(head.headers, get.headers);
	});
});

/**
 * conf/site.json with the texts of one language, as pages get it where there
 * are no answers to read (answers.test.ts).
 */
function inOne(language: "zh" | "en"): unknown {
	return JSON.parse(readFileSync(`${repo}/conf/site.json`, "utf8"),
	    (name, value: unknown) => {
		if (["$schema", "answers", "hours", "color"].includes(name))
			return undefined;
		if (typeof value !== "object" || value === null ||
		    !("zh" in value && "en" in value))
			return value;
		const { zh, en, ...rest } = value;
		return { ...rest, ...(language === "zh" ? { zh } : { en }) };
	});
}

describe("the start data", () => {
	it("holds site, roots and the newest roster, verifiable", async () => {
		const a = await world.intake.ask("/v1/start");
		const start = a.json<Start>();

		assert.equal(a.status, 200);
		guarded(a);
		assert.equal(a.headers["content-type"], "application/json");
		assert.equal(start.format, 1);
		assert.equal(start.host, world.host);
		assert.deepEqual(start.site, inOne("zh"));
		const roots = openRootChain(world.host,
		    start.roots.map((r) => utf8(r)), world.keys.pin);
		const newest = roots.at(-1);
		assert.ok(newest);
		const roster = currentRoster(world.host, utf8(start.roster ?? ""),
		    roots, world.keys.today);
		assert.equal(roster.version, 1);
	});

	it("is in Chinese; English is a body of its own", async () => {
		const a = await world.intake.ask("/v1/site/en");

		assert.equal(a.status, 200);
		guarded(a);
		assert.deepEqual(a.json(), { format: 1, site: inOne("en") });
		assert.equal((await world.intake.ask("/v1/site/zh")).status, 404);
	});

	it("comes as brotli, gzip or neither, with ETag and 304", async () => {
		const raw = await world.intake.ask("/v1/start");
		const br = await world.intake.ask("/v1/start",
		    { headers: { "accept-encoding": "gzip, br" } });

		assert.equal(br.headers["content-encoding"], "br");
		assert.deepEqual(brotliDecompressSync(br.body), raw.body);
		const gz = await world.intake.ask("/v1/start",
		    { headers: { "accept-encoding": "gzip" } });

		assert.equal(gz.headers["content-encoding"], "gzip");
		assert.deepEqual(gunzipSync(gz.body), raw.body);
		assert.ok(gz.body.length < raw.body.length / 2);
		const same = await world.intake.ask("/v1/start", { headers: {
			"accept-encoding": "gzip",
			"if-none-match": String(gz.headers["etag"]) } });
		assert.equal(same.status, 304);
	});

	it("follows a new roster within seconds, on every worker", async () => {
		const note = world.keys.nextRoster({});
		let good = 0;

		world.cluster.sql(world.keys.publishSql("roster",
		    world.keys.roster.version, note), "postgres");
		await until(() => world.intake.ask("/v1/start"), (a) => {
			const is = a.json<Start>().roster ===
			    Buffer.from(note).toString("utf8");

			good = is ? good + 1 : 0;
			return good === 8;
		}, 8000);
	});
});

describe("the chain", () => {
	it("serves each version for ever and ends with 404", async () => {
		for (const [path, status] of [
			["/v1/roots/1", 200], ["/v1/roots/2", 404],
			["/v1/roster/1", 200], ["/v1/roster/2", 200],
			["/v1/roster/3", 404], ["/v1/roster/0", 404],
			["/v1/roster/01", 404], ["/v1/roster/-1", 404],
			["/v1/roster/99999999999999999999", 404],
			["/v1/roster/x", 404], ["/v1/roster/", 404],
			["/v1/roster/1/", 404],
		] as const) {
			const a = await world.intake.ask(path);

			assert.equal(a.status, status, path);
			guarded(a);
			if (status === 200) {
				assert.equal(a.headers["content-type"],
				    "text/plain; charset=utf-8");
				assert.match(String(a.headers["cache-control"]),
				    /immutable/);
			} else {
				assert.match(a.problem, /^error:(not-found|route)$/);
				assert.equal(a.headers["cache-control"], "no-store");
			}
		}
		const root = await world.intake.ask("/v1/roots/1");
		assert.deepEqual(new Uint8Array(root.body), world.keys.rootNote);
	});
});

describe("what is no route", () => {
	it("is 404 with a problem document", async () => {
		for (const path of ["/nothing", "/v1", "/v1/", "//", "/v1/threads/x",
			"/index.html", "/main.js/", "/%2e%2e/etc/passwd",
			"/../etc/passwd", "/v1/box/entries/", "/v1/roots/a%00b"]) {
			const a = await world.intake.ask(path);

			assert.equal(a.status, 404, path);
			assert.equal(a.problem, "error:route", path);
			guarded(a);
		}
	});

	it("is 405 with Allow for a wrong method", async () => {
		for (const [method, path, allow] of [
			["POST", "/", "GET, HEAD"], ["POST", "/v1/start", "GET, HEAD"],
			["GET", "/v1/threads", "POST"], ["PUT", "/v1/threads", "POST"],
			["DELETE", "/v1/box", "GET, HEAD"],
			["OPTIONS", "/v1/box", "GET, HEAD"],
			["PATCH", "/v1/box/entries", "POST"],
			["POST", "/v1/box/entries/aa", "GET, HEAD"],
		] as const) {
			const a = await world.intake.ask(path, { method,
				...(["POST", "PUT", "PATCH"].includes(method) ?
				    { body: "" } : {}) });

			assert.equal(a.status, 405, `${method} ${path}`);
			assert.equal(a.headers["allow"], allow);
			assert.equal(a.problem, "error:method");
			guarded(a);
		}
	});

	it("is 415 for another content type", async () => {
		for (const type of [undefined, "application/json",
			"application/vnd.qingfeng.entryx", "text/plain"]) {
			const a = await world.intake.ask("/v1/threads", { method: "POST",
				body: "x", headers: type === undefined ? {} :
				    { "content-type": type } });

			assert.equal(a.status, 415, type);
			assert.equal(a.problem, "error:media-type");
		}
		const a = await world.intake.ask("/v1/threads", { method: "POST",
			body: "x", headers: { "content-type": `${ENTRY_TYPE}; v=1` } });
		assert.equal(a.problem, "error:preamble");
	});

	it("answers Kore's own refusals like ours", async () => {
		const host = `Host: ${world.host}\r\n`;

		for (const [bytes, status] of [
			[`GET / HTTP/2.5\r\n${host}\r\n`, 505],
			[`GET / HTTP/1.1\r\n\r\n`, 400],
			[`BREW / HTTP/1.1\r\n${host}\r\n`, 400],
			[`GET / HTTP/1.1\r\nHost: other.example\r\n\r\n`, 421],
			[`POST /v1/threads HTTP/1.1\r\n${host}\r\n`, 411],
			[`POST /v1/threads HTTP/1.1\r\n${host}` +
			    "Content-Length: 99999999\r\n\r\n", 413],
			[`GET /${"a".repeat(3000)} HTTP/1.1\r\n${host}\r\n`, 414],
			[`GET / HTTP/1.1\r\n${host}` +
			    "X: y\r\n".repeat(80) + "\r\n", 431],
			[`GET / HTTP/1.1\r\n${host}X: ${"y".repeat(20000)}\r\n\r\n`,
			    431],
			[`GET / HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nhello`,
			    400],
		] as const) {
			const text = await exchange(world.intake, bytes);

			assert.match(text, new RegExp(`^HTTP/1.1 ${status} `),
			    `${bytes.slice(0, 40)}: ${text.slice(0, 60)}`);
			assert.match(text, /content-type: application\/problem\+json/);
			assert.match(text, new RegExp(`urn:qingfeng:http:${status}`));
			assert.match(text, /content-security-policy: default-src 'none'/);
			assert.doesNotMatch(text, /server:|kore/i);
		}
	});

	it("is no site for a name that is not configured", async () => {
		const a = await world.intake.ask("/",
		    { headers: { host: "localhost" } }).catch(() => undefined);

		/* SNI says one name and Host another. */
		assert.equal(a?.status, 421);
	});
});

describe("the errors' document", () => {
	it("lists every error with the status that it has", () => {
		const source = readFileSync(`${repo}/src/web/problem.c`, "utf8");
		const body = source.slice(source.indexOf("web_problem_status(enum"),
		    source.indexOf("web_problem_write(enum"));
		const docs = readFileSync(`${repo}/docs/errors.md`, "utf8");
		let names: string[] = [];
		const status = new Map<string, string>();

		for (const m of body.matchAll(/case ERR_(\w+):|return (\d+);/g)) {
			if (m[1] !== undefined) {
				names.push(m[1].toLowerCase().replace(/_/g, "-"));
				continue;
			}
			for (const name of names)
				status.set(name, m[2] ?? "");
			names = [];
		}
		assert.ok(status.size > 30);
		for (const row of docs.matchAll(/^\| (`.*`) \| (\d+) \|/gm)) {
			for (const name of (row[1] ?? "").matchAll(/`([a-z-]+)`/g))
				assert.equal(status.get(name[1] ?? ""), row[2], name[1]);
		}
	});
});
