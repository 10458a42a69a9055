// SPDX-License-Identifier: ISC
// Who reads a concern: by what it is about, without those left out, said before
// it is sent, and not to be told from the bytes on the line.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { addDays } from "../../assets/lib/date.ts";
import type { ReadEntry } from "../../assets/lib/entry.ts";
import { until } from "../web/client.ts";
import type { Tab } from "./browser.ts";
import { fillConcern, openBox, openStart, readCode, row, send, visible }
	from "./reporter.ts";
import { Site } from "./site.ts";
import { objectIn, openedBy, readersOf } from "./stored.ts";

const TEXT = "检查组来之前，要求把签到表全部补齐，照片也要补拍。";
const OFFICES: Readonly<Record<string, string>> = {
	"01": "纪检工作办公室", "02": "机关纪委", "03": "机关纪委",
	"05": "青年发展部", "06": "权益部", "09": "派驻一组", "10": "派驻二组",
};

let site: Site;

before(async () => {
	site = await Site.create();
	const { keys, cluster, intake } = site.world;
	const note = keys.nextRoster({ officers: keys.roster.officers.map(
	    (one) => ({ ...one, office: OFFICES[one.number] ?? "" })) });

	cluster.sql(keys.publishSql("roster", keys.roster.version, note),
	    "postgres");
	let good = 0;
	await until(() => intake.ask("/v1/start"), (a) => {
		good = a.json<{ roster: string }>().roster ===
		    Buffer.from(note).toString("utf8") ? good + 1 : 0;
		return good === 8;
	}, 10000);
});
after(async () => {
	await site.close();
});

interface Choice {
	readonly level?: string;
	readonly category?: readonly string[];
	readonly unitCode?: string;
	/** Offices to leave out. */
	readonly avoid?: readonly string[];
	/** Take the class that is offered instead. */
	readonly above?: boolean;
}

/** At the last screen, everything filled in. */
async function filled(choice: Choice): Promise<Tab> {
	const tab = await site.tab();
	const { page } = tab;

	await openStart(tab, site.poster());
	await fillConcern(page, { text: TEXT,
		...(choice.level === undefined ? {} : { level: choice.level }),
		...(choice.category === undefined ? {} :
		    { category: choice.category }) });
	await page.click("summary:has-text('请不要让谁经手')");
	for (const office of choice.avoid ?? [])
		await row(page, office).click();
	if (choice.above === true)
		await row(page, "改寄给").click();
	return tab;
}

/** Send and open what was sent: readers, and what the first of them sees. */
async function sent(tab: Tab): Promise<{ readers: string[];
    entry: ReadEntry }> {
	await send(tab.page);
	await readCode(tab.page);
	const object = objectIn(tab.posts("/v1/threads")[0]?.body ??
	    Buffer.alloc(0));
	const readers = readersOf(site.world, object);
	const entry = openedBy(site.world, readers[0] ?? "", object);
	assert.ok(entry !== undefined);
	return { readers, entry };
}

async function who(tab: Tab): Promise<string> {
	return await tab.page.textContent(".who:visible") ?? "";
}

describe("who must not handle it", () => {
	it("is left out of the seal, named in it, and said", async () => {
		const tab = await filled({ avoid: ["纪检工作办公室"] });

		assert.match(await who(tab),
		    /2 个岗位能打开：机关纪委 × 2.*打不开的还有：纪检工作办公室/s);
		const { readers, entry } = await sent(tab);
		assert.deepEqual(readers, ["02", "03"]);
		assert.deepEqual(entry.to, ["02", "03"]);
		assert.deepEqual(entry.not, ["01"]);
		assert.deepEqual(tab.complaints, []);
	});

	it("stays left out of what is added later", async () => {
		const tab = await filled({ avoid: ["纪检工作办公室"] });
		const { page } = tab;

		await send(page);
		await openBox(tab, site.origin, await readCode(page));
		assert.match(await page.textContent("main") ?? "",
		    /没有寄给纪检工作办公室/);
		await page.fill("textarea", "又补了一次签到表。");
		await visible(page, "加密并寄出补充").click();
		await page.waitForSelector("text=补充已经收到");
		assert.deepEqual(readersOf(site.world, objectIn(
		    tab.posts("/v1/box/entries")[0]?.body ?? Buffer.alloc(0))),
		["02", "03"]);
	});

	it("leaves nobody alone with it: the class above is offered",
	    async () => {
		const tab = await filled({ avoid: ["机关纪委"] });
		const { page } = tab;

		assert.match(await page.textContent("main") ?? "",
		    /剩下的收件人不到 2 个/);
		await send(page);
		assert.match(await page.textContent(".foot .notice.bad") ?? "",
		    /不到 2 个，现在寄不出/);
		assert.equal(tab.posts("/v1/threads").length, 0);
		await row(page, "改寄给上级纪检监察机关").click();
		assert.match(await who(tab), /派驻一组.*派驻二组.*本单位打不开/s);
		const { readers, entry } = await sent(tab);
		assert.deepEqual(readers, ["09", "10"]);
		assert.deepEqual(entry.not, ["02", "03"]);
	});

	it("can be taken back, and the offer with it", async () => {
		const tab = await filled({ avoid: ["机关纪委"], above: true });

		await row(tab.page, "机关纪委").click();
		assert.equal(await tab.page.locator("text=不到 2 个").count(), 0);
		assert.match(await who(tab), /纪律检查工作人员.*3 个岗位/s);
		const { readers, entry } = await sent(tab);
		assert.deepEqual(readers, ["01", "02", "03"]);
		assert.deepEqual(entry.not, []);
	});

	it("everywhere ends with another channel", async () => {
		const tab = await filled({ level: "city" });
		const { page } = tab;

		// The list has those at home, too: nobody may hand it back to them.
		for (const office of ["机关纪委", "派驻一组"])
			await row(page, office).click();
		assert.match(await page.textContent("main") ?? "",
		    /不到 2 个.*或者拨 12388/s);
		assert.equal(await page.locator("a[href='tel:12388']:visible")
		    .count(), 1);
		assert.equal(await row(page, "改寄给").count(), 0);
		await send(page);
		assert.equal(tab.posts("/v1/threads").length, 0);
		await row(page, "派驻一组").click();
		const { readers, entry } = await sent(tab);
		assert.deepEqual(readers, ["09", "10"]);
		assert.deepEqual(entry.not, ["02", "03"]);
	});
});

describe("what it is about", () => {
	for (const [name, choice, readers] of [
		["a head of the leading group", { level: "city" }, ["09", "10"]],
		["an officer who reads reports", { level: "reader" },
			["09", "10"]],
		["a division head", { level: "division" }, ["01", "02", "03"]],
		["a suspected crime", { category: ["可能涉嫌犯罪", "贪污"] },
			["09", "10"]],
		["retaliation", { category: ["被报复", "我被报复了"] },
			["09", "10"]],
		["a hunt for the reporter", { category: ["被报复",
			"有人在查"] }, ["01", "02", "03"]],
	] as const)
		it(`${name}: the right class reads it`, async () => {
			const tab = await filled(choice);

			assert.equal(/本单位打不开/.test(await who(tab)),
			    readers[0] === "09");
			assert.deepEqual((await sent(tab)).readers, readers);
		});

	it("the discipline office itself: the superior reads it", async () => {
		const tab = await filled({});
		const { page } = tab;

		await page.getByRole("button", { name: "修改：哪类问题、哪个单位" })
		    .click();
		await page.selectOption("fieldset:has-text('所在单位') select",
		    "U08");
		assert.match(await who(tab), /上级纪检监察机关/);
	});
});

describe("on the line", () => {
	it("all choices make the same requests of the same sizes",
	    async () => {
		const seen: string[] = [];

		for (const choice of [{}, { avoid: ["纪检工作办公室"] },
			{ level: "city" }, { avoid: ["机关纪委"], above: true },
			{ level: "city", avoid: ["机关纪委", "纪检工作办公室"] }]) {
			const tab = await filled(choice);

			await sent(tab);
			seen.push(tab.sent.map((one) => `${one.method} ` +
			    `${new URL(one.url).pathname} ${one.body.length}`)
			    .join("\n"));
		}
		console.log(`# routing: ${seen[0]?.split("\n").join(", ")}`);
		assert.deepEqual(new Set(seen).size, 1, seen.join("\n\n"));
	});

	it("neither form asks the server for anything until it is sent",
	    async () => {
		const requests: string[][] = [];

		for (const door of ["青年反馈", "反映作风问题"]) {
			const tab = await site.tab();

			await openStart(tab, site.poster(door === "青年反馈" ?
			    "S01" : "S02"));
			await tab.page.click(`.door:has-text('${door}')`);
			requests.push(tab.sent.map((one) => `${one.method} ` +
			    new URL(one.url).pathname + new URL(one.url).search));
		}
		assert.deepEqual(requests[0], requests[1]);
		assert.deepEqual([...requests[0] ?? []].sort(), ["GET /",
			"GET /main.js", "GET /style.css", "GET /v1/start",
			"GET /worker.js"]);
	});

	it("a roster that ended while one wrote is not sealed to", async () => {
		const tab = await site.tab();

		await tab.page.clock.install();
		await openStart(tab, site.poster());
		await fillConcern(tab.page, { text: TEXT });
		await tab.page.clock.setFixedTime(new Date(
		    addDays(site.world.keys.today, 40)));
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		assert.match(await tab.page.textContent(".foot .notice.bad") ?? "",
		    /名单已过期/);
		assert.equal(tab.posts("/v1/threads").length, 0);
	});
});
