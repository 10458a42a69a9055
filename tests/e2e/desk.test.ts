// SPDX-License-Identifier: ISC
// The officers' console on real parts: `qf desk`, office, PostgreSQL, a
// browser.  Who may read reads and answers; who may not sees nothing.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { loadChain, rosterToday } from "../../assets/desk/chain.ts";
import { runs } from "../../assets/desk/marks.ts";
import { Trouble } from "../../assets/desk/problem.ts";
import { Net } from "../../assets/desk/net.ts";
import { Trials } from "../../assets/desk/trial.ts";
import { addDays } from "../../assets/lib/date.ts";
import { formatIdentity, identity } from "../../assets/lib/identity.ts";
import { lock } from "../../assets/lib/keyfile.ts";
import { systemRandom } from "../../assets/lib/bytes.ts";
import { wrapHeader } from "../../assets/lib/seal.ts";
import { until } from "../web/client.ts";
import { repo } from "../web/cluster.ts";
import type { Tab } from "./browser.ts";
import {
	Desk, PASSPHRASE, openLetter, refresh, said, unlock,
} from "./console.ts";
import { look } from "./look.ts";
import { Officer } from "./officer.ts";
import { fillConcern, openBox, openStart, readCode, send }
	from "./reporter.ts";
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

function calls(tab: Tab, path: string): number {
	return tab.sent.filter((one) => new URL(one.url).pathname === path)
	    .length;
}

/** What officers have written; releases add decoys to the rest. */
function answers(): number {
	return Number(site.world.cluster.sql(
	    "SELECT count(*) FROM qf.entry WHERE side = 'officer';"));
}

describe("a letter", () => {
	it("is read, answered once, and the answer read back", async () => {
		const words = "每天三次截图打卡，材料重复报送，地点在三楼。";
		const phone = await site.tab();

		await openStart(phone, site.poster());
		await fillConcern(phone.page, { text: words, category:
		    ["作风不实", "会多", "强制截图打卡"] });
		await send(phone.page);
		const code = await readCode(phone.page);
		const tab = await desk.unlocked("01");
		const { page } = tab;
		const looked = page.waitForResponse("**/v1/entries");
		await openLetter(page, "每天三次截图打卡");
		await looked;
		assert.match(await page.textContent(".letter[aria-current]") ?? "",
		    /反映作风问题已收到强制截图打卡、摆拍/);
		assert.equal(await page.textContent("#checks"),
		    "✓ 各项核对全部通过");
		const thread = await page.textContent(".thread") ?? "";
		assert.ok(thread.includes(words));
		assert.match(thread, /› 强制截图打卡、摆拍（A04.4）/);
		assert.match(thread, /组织部（U02）/);
		const before = answers();
		await page.selectOption("#status", "P4");
		await page.fill("#answer", "来信收悉，正在核实。\n第二行。");
		await page.dblclick(".reply button[type=submit]");
		const stored = await (await page.waitForSelector("#stored"))
		    .textContent() ?? "";
		assert.match(stored, /01 号 test office、02 号.*03 号/);
		assert.match(stored, /已从内网服务读回/);
		// That he opened it, and his answer.
		assert.equal(calls(tab, "/v1/entries"), 2);
		assert.equal(answers(), before + 1);
		assert.match(await page.textContent(".letter[aria-current]") ?? "",
		    /已答复/);
		assert.equal(await page.inputValue("#answer"), "");
		await until(async () => {
			await openBox(phone, site.poster(), code);
			return await phone.page.textContent("main") ?? "";
		}, (text) => /正在核实/.test(text) && /签名已核对/.test(text) &&
		    /正在办理/.test(text), 20000, 500);
		assert.deepEqual(tab.complaints, []);
	});

	it("with a follow-up waits for an answer again, and qf reads it",
	    async () => {
		const code = desk.send("下沉干部忙于拍照留痕，第二次反映这件事。");
		const { page } = await desk.unlocked("02");

		await openLetter(page, "第二次反映");
		await page.fill("#answer", "请说明是哪几天。");
		await page.click(".reply button[type=submit]");
		await page.waitForSelector("#stored");
		const box = (): string => execFileSync(
		    join(repo, "build/bin/qf"), ["box", "--site",
			`https://127.0.0.1:${site.world.intake.port}`, "--ca",
			site.world.caFile, "--receipt-fd", "0"], { input: code + "\n",
			encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
		await until(async () => box(), (text) =>
		    /请说明是哪几天/.test(text), 20000, 500);
	});

	it("answered by a memo stays inside", async () => {
		const code = desk.send("车辆外出登记与实际不符，请查一下。");
		const { page } = await desk.unlocked("03");

		await openLetter(page, "车辆外出登记");
		await page.check("#kind-memo");
		await page.fill("#answer", "已与车队核对，待会商。");
		assert.equal(await page.locator("#status").count(), 0);
		await page.click(".reply button[type=submit]");
		await page.waitForSelector("#stored");
		assert.match(await page.textContent(".entry.internal") ?? "",
		    /03 号 test office · 内部备注内部.*待会商/s);
		assert.equal(await page.textContent("#checks"),
		    "✓ 各项核对全部通过");
		const other = await desk.unlocked("01");
		await openLetter(other.page, "车辆外出登记");
		assert.match(await other.page.textContent(".thread") ?? "",
		    /待会商/);
		const phone = await site.tab();
		await openBox(phone, site.poster(), code);
		assert.ok(!/待会商/.test(await phone.page.content()));
	});
});

describe("who may not read", () => {
	it("sees nothing: not in the class, or left out", async () => {
		const words = "值班室夜间无人，办事群众在门口等了两个钟头。";

		desk.send(words, { more: ["--avoid", "02"] });
		const reader = await desk.unlocked("01");
		await openLetter(reader.page, "值班室夜间无人");
		assert.match(await reader.page.textContent(".thread .top") ?? "",
		    /反映人要求回避02 号 test office/);
		assert.match(await reader.page.textContent(".reply") ?? "",
		    /不会封给反映人要求回避的：02 号/);
		await reader.page.fill("#answer", "已安排值班。");
		await reader.page.click(".reply button[type=submit]");
		assert.match(await (await reader.page.waitForSelector("#stored"))
		    .textContent() ?? "", /封给反映人和 01 号 test office、03 号/);
		for (const number of ["02", "05"]) {
			const { page } = await desk.unlocked(number);

			await refresh(page);
			assert.ok(!/值班室|已安排值班/.test(await page.content()));
		}
		// Officer 05 reads youth letters, and there are none.
		const { page } = await desk.unlocked("05");
		assert.match(await page.textContent(".inbox") ?? "",
		    /没有您能打开的来信/);
		assert.equal(await page.locator(".chip, .choosers").count(), 0);
	});
});

describe("unlocking", () => {
	it("tells a wrong passphrase from a damaged file and a stranger's key",
	    async () => {
		const tab = await desk.open();
		const { page } = tab;
		const cases: [string, string, RegExp][] = [
			[desk.keyFile("01"), "wrong", /口令不对/],
			[desk.keyFile("01", (f) => f.subarray(0, 60)),
			    PASSPHRASE, /密钥文件坏了：开头或格式/],
			[desk.keyFile("01", (f) => f.subarray(0, f.length - 9)),
			    PASSPHRASE, /密钥文件坏了：口令是对的/],
			[desk.file("photo.key", systemRandom(500)), PASSPHRASE,
			    /没有密钥/],
			[desk.file("empty.key", ""), PASSPHRASE, /文件是空的/],
			[desk.file("other.key", lock(formatIdentity(
			    identity(systemRandom(32)).secret) + "\n",
			    PASSPHRASE, 10)), PASSPHRASE, /不在现行名单里/],
		];

		for (const [file, passphrase, words] of cases) {
			await unlock(page, file, passphrase);
			await until(async () =>
			    await page.textContent(".unlock form") ?? "",
			    (text) => words.test(text));
		}
		assert.equal(calls(tab, "/v1/session/challenge"), 0);
		await look(page, "unlock-refused", true);
		await unlock(page, desk.keyFile("01"));
		await page.waitForSelector(".panes");
	});

	it("shows the pin's digits and takes no other", async () => {
		const { page } = await desk.open();
		const digits = await page.textContent(".pin") ?? "";

		assert.match(digits, /^[0-9]{20}$/);
		await page.fill(".unlock .card >> nth=1 >> input",
		    digits.replace(/^./, (d) => d === "9" ? "8" : "9"));
		await page.click("button:text-is('核对')");
		assert.match(await said(page), /不是海报上的那把根密钥/);
		await page.fill(".unlock .card >> nth=1 >> input", site.poster());
		await page.click("button:text-is('核对')");
		await page.waitForSelector("text=和您粘贴的核对数字相符");
		await look(page, "unlock", true);
	});

	it("needs the token of this run, once", async () => {
		const { page } = await desk.open();

		assert.ok(!page.url().includes("#"));
		await page.reload();
		assert.match(await said(page), /qf desk 打印的网址/);
		await look(page, "no-token", true);
	});
});

describe("alarms", () => {
	it("a forged answer stands there with its alarms, without effect",
	    async () => {
		const words = "采购清单与实物不符，仓库可查，请核实一下。";

		desk.send(words);
		const forger = await Officer.login(site.world, "03");
		const found = await forger.wait(words);
		await forger.reply(found, "此事已经办结。",
		    { status: "P7", forged: true });
		const { page } = await desk.unlocked("01");
		await openLetter(page, "采购清单");
		assert.match(await page.textContent("#checks") ?? "",
		    /⚠ 有 1 项核对没有通过/);
		assert.match(await page.textContent(".entry.bad") ?? "",
		    /签名不是署名人的/);
		assert.match(await page.textContent(".letter[aria-current]") ?? "",
		    /警报未答复/);
		await look(page, "forged", true);
		// An answer can follow all the same, and does not follow that.
		await page.fill("#answer", "以此条为准。");
		await page.click(".reply button[type=submit]");
		assert.match(await (await page.waitForSelector("#stored"))
		    .textContent() ?? "", /已从内网服务读回/);
	});

	it("hidden characters show, links do not link", async () => {
		desk.send("看这里 \u202eexe.gpj\u202c 和 pay\u200bpal，" +
		    "https://evil.example/ <img src=x onerror=alert(1)>");
		const tab = await desk.unlocked("01");
		const { page } = tab;

		await openLetter(page, "看这里");
		assert.deepEqual(await page.locator(".words .hidden-mark")
		    .allTextContents(), ["U+202E", "U+202C", "U+200B"]);
		assert.equal(await page.locator("a, img").count(), 0);
		assert.match(await page.textContent(".words") ?? "",
		    /<img src=x onerror=alert\(1\)>/);
		assert.deepEqual(tab.complaints, []);
		await look(page, "hidden");
		// Emoji and the variants of rare names are no such thing.
		assert.ok(runs("👨‍👩‍👧 ❤️ 👍🏽 葛󠄀").every((r) => !r.mark));
		assert.equal(runs("a\u200db").filter((r) => r.mark).length, 1);
	});
});

describe("attachments", () => {
	it("pictures are drawn on a canvas, other files only listed",
	    async () => {
		const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAAC" +
		    "UFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC",
		    "base64");

		desk.send("附一张照片和一份表格，请看看是不是摆拍。",
		    { files: [desk.file("x.png", png), desk.file("t.csv", "a,b\n"),
			desk.file("bad.png", "no picture at all")] });
		const { page } = await desk.unlocked("01");
		await openLetter(page, "附一张照片");
		assert.equal(await page.textContent("#checks"),
		    "✓ 各项核对全部通过");
		assert.equal(await page.locator("canvas").count(), 0);
		await page.click("text=取来并显示图片");
		await page.waitForSelector("canvas");
		assert.equal(await page.locator("canvas").count(), 1);
		assert.deepEqual(await page.$eval("canvas", (c) => {
			const canvas = c as HTMLCanvasElement;

			return [canvas.width, canvas.height];
		}), [10, 10]);
		assert.match(await page.textContent(".files") ?? "",
		    /a02.csv.*不在这里显示.*a03.png: 这张图片解不开/s);
		assert.equal(await page.locator("img, a").count(), 0);
		await look(page, "pictures");
	});
});

describe("trouble", () => {
	it("a cut line keeps the words, and the next try stores them",
	    async () => {
		desk.send("食堂招标没有公示，请按规定核查一下。");
		const tab = await desk.unlocked("01");
		const { page } = tab;

		const looked = page.waitForResponse("**/v1/entries");
		await openLetter(page, "食堂招标");
		await looked;
		await page.fill("#answer", "已转有关部门核实。");
		desk.line.cut = true;
		desk.line.drop();
		await page.click(".reply button[type=submit]");
		await page.waitForSelector(".reply [role=alert]");
		assert.match(await page.textContent(".reply [role=alert]") ?? "",
		    /连不上内网服务.*还在，没有丢/);
		assert.equal(await page.inputValue("#answer"),
		    "已转有关部门核实。");
		desk.line.cut = false;
		const before = answers();
		await page.click(".reply button[type=submit]");
		await page.waitForSelector("#stored");
		assert.equal(answers(), before + 1);
	});

	it("a lost answer does not make two of one", async () => {
		desk.send("档案室钥匙无人管理，材料随便翻看。");
		const tab = await desk.unlocked("01");
		const { page } = tab;

		const looked = page.waitForResponse("**/v1/entries");
		await openLetter(page, "档案室钥匙");
		await looked;
		await page.fill("#answer", "已要求专人管理。");
		const before = answers();
		let lost = 0;
		await page.route("**/v1/entries", async (route) => {
			if (lost++ > 0)
				return route.continue();
			// Office has stored it; the page hears nothing of it.
			await route.fetch();
			return route.abort();
		});
		await page.click(".reply button[type=submit]");
		await page.waitForSelector(".reply [role=alert]");
		assert.equal(answers(), before + 1);
		await page.click(".reply button[type=submit]");
		await page.waitForSelector("#stored");
		assert.equal(lost, 2);
		assert.equal(answers(), before + 1);
		const bodies = tab.posts("/v1/entries").slice(1).map((one) =>
		    one.body.toString("hex"));
		assert.equal(new Set(bodies).size, 1);
	});

	it("an ended session is opened again without a word", async () => {
		const tab = await desk.unlocked("01");

		site.world.cluster.sql("DELETE FROM qf.session;", "postgres");
		await refresh(tab.page);
		assert.equal(await tab.page.locator("[role=alert]").count(), 0);
		assert.equal(calls(tab, "/v1/session"), 2);
	});

	it("an expired roster is not answered by", async () => {
		const real = globalThis.fetch;

		globalThis.fetch = (path, o) => {
			const { mode, redirect, ...rest } = o ?? {};

			void mode;
			void redirect;
			return real(desk.origin + String(path), rest);
		};
		try {
			const chain = await loadChain(new Net(desk.token),
			    site.world.host, null, () => undefined);
			const { keys } = site.world;

			assert.equal(rosterToday(chain, keys.today).version,
			    keys.roster.version);
			for (const [day, kind] of [
				[addDays(keys.roster.notAfter, 1), "expired"],
				[addDays(keys.roster.notBefore, -1), "early"],
			] as const)
				assert.throws(() => rosterToday(chain, day),
				    (e) => e instanceof Trouble &&
					e.problem.kind === kind);
			await assert.rejects(loadChain(new Net(desk.token),
			    "other.example", null, () => undefined),
			    (e) => e instanceof Trouble &&
				e.problem.kind === "unchained");
		} finally {
			globalThis.fetch = real;
		}
	});
});

describe("trying headers", () => {
	it("finds the same with WebCrypto's X25519 as without", async () => {
		const me = identity(systemRandom(32));
		const other = identity(systemRandom(32));
		const fileKey = systemRandom(16);
		const ours = wrapHeader(fileKey, [me.recipient], 8);
		const damaged = ours.slice();

		// The last character of the MAC but one.
		damaged[damaged.length - 3] = damaged[damaged.length - 3] === 65 ?
		    66 : 65;
		const headers = [ours, damaged, ours.slice(0, 300),
		    wrapHeader(fileKey, [other.recipient], 8)];
		const here = crypto.subtle;
		const all = async (): Promise<(string | Uint8Array)[]> => {
			const trials = await Trials.create(me);

			return Promise.all(headers.map((h) => trials.try(h)));
		};
		const fast = await all();
		Object.defineProperty(crypto, "subtle", { value: undefined,
			configurable: true });
		try {
			assert.deepEqual(await all(), fast);
		} finally {
			Object.defineProperty(crypto, "subtle", { value: here,
				configurable: true });
		}
		assert.deepEqual(fast, [fileKey, "AGE_HMAC", "AGE_HEADER",
			"AGE_NO_MATCH"]);
	});
});

describe("locking", () => {
	it("empties the page, and asks before words are lost", async () => {
		const words = "锁定以后网页里不应当有这句话。";

		desk.send(words + "请核查。");
		const tab = await desk.unlocked("01");
		const { page } = tab;
		await openLetter(page, "锁定以后");
		await page.fill("#answer", "写了一半");
		await page.click("button:text-is('锁定')");
		await page.click("button:text-is('留下')");
		assert.equal(await page.inputValue("#answer"), "写了一半");
		await page.click("button:text-is('锁定')");
		await page.click(".ask button:has-text('丢掉')");
		await page.waitForSelector("h1:text-is('已锁定')");
		await look(page, "locked", true);
		assert.ok(!/锁定以后网页|写了一半|01 号/.test(
		    await page.content()));
		await until(async () => calls(tab, "/v1/session/close"),
		    (n) => n === 1);
		await until(async () => page.workers().length, (n) => n === 0);
		await page.click("button:text-is('重新解锁')");
		await page.waitForSelector("input[type=file]");
	});

	it("happens by itself after ten minutes", async () => {
		const tab = await desk.site.phone.open({ isMobile: false,
			hasTouch: false, viewport: { width: 1024, height: 700 } });
		const { page } = tab;

		await page.clock.install();
		await page.goto(desk.url);
		await unlock(page, desk.keyFile("01"));
		await page.waitForSelector(".panes");
		await page.clock.runFor(9 * 60000 + 10000);
		await page.waitForSelector("#idle");
		await page.keyboard.press("Shift");
		assert.equal(await page.locator("#idle").count(), 0);
		await page.clock.runFor(10 * 60000 + 10000);
		await page.waitForSelector("h1:text-is('已锁定')");
		assert.match(await page.textContent("main") ?? "", /十分钟没有动静/);
	});
});

describe("the screens", () => {
	it("say the same in English and are used by the keyboard alone",
	    async () => {
		desk.send("键盘也应当能打开这封来信，请核实。");
		const { page } = await desk.unlocked("01");

		await openLetter(page, "键盘也应当");
		await page.fill("#answer", "draft stays");
		await page.click("#language");
		await page.waitForSelector("#checks:text-is('✓ All checks hold')");
		assert.equal(await page.inputValue("#answer"), "draft stays");
		assert.equal(await page.evaluate(() =>
		    document.documentElement.lang), "en");
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.id), "language");
		await page.fill("#answer", "");
		await page.focus(".letter >> nth=1");
		await page.keyboard.press("Enter");
		await page.waitForFunction(() =>
		    document.activeElement?.matches(".thread h2"));
		// Every control has a name, one h1, one main.
		const bare = await page.evaluate(() => [...document
		    .querySelectorAll("input, select, textarea, button")]
		    .filter((n) => (n.textContent ?? "").trim() === "" &&
			n.getAttribute("aria-label") === null &&
			(n as HTMLInputElement).labels?.length === 0).length);
		assert.equal(bare, 0);
		assert.equal(await page.locator("h1").count(), 1);
		assert.equal(await page.locator("main").count(), 1);
	});
});

/** The status of a request to the desk with these headers. */
function status(path: string, headers: Record<string, string>,
    method = "GET"): Promise<number> {
	return new Promise((resolve, reject) => {
		const r = request(desk.origin + path, { method, headers },
		    (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		    });

		r.on("error", reject);
		r.end();
	});
}

describe("the loopback server", () => {
	it("answers its own page only", async () => {
		const token = { "X-Qingfeng-Desk": desk.token };
		const cases: [string, Record<string, string>, number, string?][] = [
			["/", {}, 200],
			["/desk.json", token, 200],
			["/desk.json", {}, 403],
			["/desk.json", { "X-Qingfeng-Desk": "A".repeat(43) }, 403],
			["/v1/roster", token, 200],
			["/v1/roster", {}, 403],
			["/v1/roster", { ...token, "Origin": "http://evil" }, 403],
			["/v1/roster", { ...token, "Sec-Fetch-Site": "cross-site" },
			    403],
			["/", { "Host": "localhost" }, 403],
			["/", { "Origin": "http://evil" }, 403],
			["/v1/roster", token, 405, "DELETE"],
			["/v1/../etc", token, 404],
			["/v1/%2e%2e/x", token, 404],
			["/other", {}, 404],
			["/v1/reports?after=0", token, 401],
			["/v1/reports?after=0", { ...token,
			    "Authorization": "Bearer a b" }, 400],
		];

		for (const [path, headers, want, method] of cases)
			assert.equal(await status(path, headers, method), want,
			    `${path} ${JSON.stringify(Object.keys(headers))}`);
	});
});
