// SPDX-License-Identifier: ISC
// Pictures: what a camera wrote into them does not arrive, what they show does;
// which come, in which order; and what cannot be taken is said.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync }
	from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { formatIdentity } from "../../assets/lib/identity.ts";
import { repo } from "../web/cluster.ts";
import type { Tab } from "./browser.ts";
import { CAMERA, type Drawn, draw, type Format, tag, tagsOf }
	from "./pictures.ts";
import { fillConcern, fillYouth, openStart, readCode, send, visible }
	from "./reporter.ts";
import { Site } from "./site.ts";
import { objectIn } from "./stored.ts";

const TEXT = "站里的灯坏了三个星期，没有人修。";
const QF = join(repo, "build/bin/qf");
const EXTENSION = { jpeg: "jpg", png: "png", webp: "webp" } as const;

let site: Site;
let dir: string;

before(async () => {
	site = await Site.create();
	dir = mkdtempSync(join(tmpdir(), "qf-photos-"));
});
after(async () => {
	await site.close();
	rmSync(dir, { recursive: true });
});

/** A file of that name in the test's folder. */
function at(name: string): string {
	return join(dir, name);
}

async function written(): Promise<Tab> {
	const tab = await site.tab();

	await openStart(tab, site.poster());
	await fillYouth(tab.page, { text: TEXT });
	return tab;
}

/** Choose a file and wait until it is in the list; gives what is said of it. */
async function add(tab: Tab, path: string): Promise<string> {
	const { page } = tab;
	const n = await page.locator(".photos li").count();

	await page.setInputFiles(".file input", path);
	const row = page.locator(".photos li").nth(n);
	await row.waitFor();
	return await row.textContent() ?? "";
}

/** Choose a file that is not taken; gives what is said. */
async function refused(tab: Tab, path: string): Promise<string> {
	await tab.page.setInputFiles(".file input", path);
	const said = tab.page.locator("fieldset:has(.photos) .error:visible");

	await said.waitFor();
	assert.equal(await tab.page.inputValue("textarea"), TEXT);
	return await said.textContent() ?? "";
}

/** The files an officer's own tool takes out of the one report sent. */
function officersFiles(tab: Tab, number = "05"): string[] {
	const out = mkdtempSync(at("out-"));
	const [post] = tab.posts("/v1/threads");

	writeFileSync(at("officer.key"), formatIdentity(
	    site.world.keys.officer(number).identity.secret) + "\n",
	{ mode: 0o600 });
	writeFileSync(at("sealed.age"), objectIn(post?.body ?? Buffer.alloc(0)));
	const said = JSON.parse(execFileSync(QF, ["entry", "show", "--json",
		"-i", at("officer.key"), "--extract", out, at("sealed.age")],
	{ encoding: "utf8" })) as { attachments: { name: string }[] };
	// What the file was called on the phone is nobody's business.
	assert.deepEqual(said.attachments.map((one) => one.name),
	    readdirSync(out).map(() => ""));
	return readdirSync(out).sort().map((name) => join(out, name));
}

/** Width and height of a file, and the colours of its four quarters. */
async function look(tab: Tab, path: string): Promise<string> {
	const blob = readFileSync(path).toString("base64");

	return tab.page.evaluate(async (text) => {
		const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
		const image = await createImageBitmap(new Blob([bytes]));
		const canvas = document.createElement("canvas");
		const context = canvas.getContext("2d");

		canvas.width = image.width;
		canvas.height = image.height;
		context?.drawImage(image, 0, 0);
		const colours = [[1, 1], [3, 1], [1, 3], [3, 3]].map(([x, y]) => {
			const [r, g, b] = context?.getImageData(
			    Math.floor(image.width * (x ?? 0) / 4),
			    Math.floor(image.height * (y ?? 0) / 4), 1, 1).data ?? [];
			return (r ?? 0) > 128 ? ((g ?? 0) > 128 ? "yellow" : "red") :
			    (b ?? 0) > 128 ? "blue" : "green";
		});
		return `${image.width}x${image.height} ${colours.join(" ")}`;
	}, blob);
}

/** Groups of exiftool that say no more than that it is a JPEG of a size. */
const HARMLESS = /^(SourceFile$|ExifTool:|File:|JFIF:|Composite:(ImageSize|Megapixels)$)/;

async function file(tab: Tab, name: string, o: Drawn,
    tags: readonly string[] = []): Promise<string> {
	const path = at(`${name}.${EXTENSION[o.format]}`);

	tag(path, await draw(tab.page, o), tags);
	return path;
}

describe("what a camera wrote", () => {
	for (const format of ["jpeg", "png", "webp"] as const satisfies Format[])
		it(`is not in what an officer opens of a ${format}`, async () => {
			const tab = await written();
			const path = await file(tab, `picture-${format}`,
			    { width: 1200, height: 900, format }, [...CAMERA,
				...(format === "jpeg" ? ["-IPTC:City=Suzhou",
				    "-Comment=words"] : format === "png" ?
				    ["-PNG:Comment=words"] : [])]);
			const before = Object.keys(tagsOf(path))
			    .filter((one) => !HARMLESS.test(one));

			assert.ok(before.length > 20, before.join());
			assert.match(await add(tab, path),
			    /^图片 1 · \d+\sKB地点、机型、时间、其他说明 已去掉/);
			await send(tab.page);
			await readCode(tab.page);
			const files = officersFiles(tab);
			assert.equal(files.length, 1);
			assert.ok(files[0]?.endsWith("/a01.jpg"), files[0]);
			assert.deepEqual(Object.keys(tagsOf(files[0] ?? ""))
			    .filter((one) => !HARMLESS.test(one)), []);
			assert.equal(await look(tab, files[0] ?? ""),
			    "1200x900 red green blue yellow");
			assert.deepEqual(tab.complaints, []);
		});

	it("the thumbnail goes with it, and a picture without is said to be so",
	    async () => {
		const tab = await written();
		const small = await file(tab, "small",
		    { width: 160, height: 120, format: "jpeg" });

		assert.match(await add(tab, await file(tab, "thumbed",
		    { width: 800, height: 600, format: "jpeg" },
		    [`-ThumbnailImage<=${small}`])), /缩略图 已去掉/);
		assert.match(await add(tab, small), /没有发现拍摄信息/);
	});
});

describe("what a picture shows", () => {
	it("stands upright, at most 2,000 pixels long and 1.5 MB heavy",
	    async () => {
		const tab = await written();

		// Orientation 6: to be turned clockwise.
		await add(tab, await file(tab, "lying", { width: 4000,
			height: 3000, format: "jpeg" }, ["-Orientation#=6"]));
		const path = await file(tab, "noise", { width: 3000, height: 2250,
			format: "jpeg", noise: 0.9 });
		assert.ok(readFileSync(path).length > 4e6);
		await add(tab, path);
		assert.equal(await tab.page.locator(".photos li").count(), 2);
		const sizes = await tab.page.$$eval(".photos .strong", (all) =>
		    all.map((one) => Number(/(\d+)\sKB/.exec(
			one.textContent ?? "")?.[1])));
		assert.ok(sizes.every((n) => n > 0 && n * 1024 <= 1.5e6),
		    sizes.join());
		// The noise goes again: what is left fits one post.
		await tab.page.locator(".photos li").nth(1)
		    .locator("button:has-text('删掉')").click();
		await send(tab.page);
		await readCode(tab.page);
		const [first] = officersFiles(tab);
		assert.equal(await look(tab, first ?? ""),
		    "1500x2000 blue red yellow green");
	});

	it("is turned by the page where the engine does not", async () => {
		const tab = await written();

		// This engine turns it already; told that it does not, the page
		// turns it once more.
		await tab.page.evaluate(() => {
			CSS.supports = () => false;
		});
		await add(tab, await file(tab, "turned", { width: 400,
			height: 300, format: "jpeg" }, ["-Orientation#=8"]));
		await send(tab.page);
		await readCode(tab.page);
		const [first] = officersFiles(tab);
		assert.equal(await look(tab, first ?? ""),
		    "400x300 yellow blue green red");
	});

	it("of a long screenshot can still be read, and no hole is black",
	    async () => {
		const tab = await written();

		await add(tab, await file(tab, "long", { width: 1080,
			height: 10000, format: "png" }));
		await send(tab.page);
		await readCode(tab.page);
		const [first] = officersFiles(tab);
		assert.match(await look(tab, first ?? ""),
		    /^657x608\d red green blue yellow$/);
	});
});

describe("several pictures", () => {
	it("keep the order that was chosen, by taps and by keys", async () => {
		const tab = await written();
		const { page } = tab;
		const names = () => page.$$eval(".photos canvas", (all) =>
		    all.map((one) => (one as HTMLCanvasElement).width));

		// Who goes on to write is not called away when one is ready.
		await page.focus("textarea");
		for (const [i, width] of [100, 120, 140].entries())
			await add(tab, await file(tab, `n${i}`, { width, height: 90,
				format: "png" }));
		assert.deepEqual(await names(), [100, 120, 140]);
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.tagName), "TEXTAREA");
		// A fourth is not offered.
		assert.equal(await page.locator(".file input").count(), 0);
		assert.match(await page.textContent("fieldset:has(.photos)") ?? "",
		    /已经有 3 张，不能再加/);
		await page.locator(".photos li").nth(2)
		    .locator("button:has-text('上移')").click();
		assert.deepEqual(await names(), [100, 140, 120]);
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.getAttribute("aria-label")), "上移 2");
		await page.keyboard.press("ArrowUp");
		assert.deepEqual(await names(), [140, 100, 120]);
		await page.keyboard.press("ArrowUp");
		assert.deepEqual(await names(), [140, 100, 120]);
		await page.locator(".photos li").nth(1)
		    .locator("button:has-text('删掉')").focus();
		await page.keyboard.press("Enter");
		assert.deepEqual(await names(), [140, 120]);
		assert.equal(await page.locator(".file input").count(), 1);
		await send(page);
		await readCode(page);
		const widths = [];
		for (const one of officersFiles(tab))
			widths.push((await look(tab, one)).split("x")[0]);
		assert.deepEqual(widths, ["140", "120"]);
	});

	it("a concern takes five, and the last look counts them", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		const path = await file(tab, "one", { width: 90, height: 90,
			format: "png" });
		await fillConcern(page, { text: "检查组来之前，要求把签到表全部补齐，" +
		    "照片也要补拍。" });
		await visible(page, "上一步").click();
		for (let i = 0; i < 5; i++)
			await add(tab, path);
		assert.equal(await page.locator(".file input").count(), 0);
		await visible(page, "下一步").click();
		assert.match(await page.locator(".recap").last().textContent() ?? "",
		    /图片5 张/);
		await send(page);
		await readCode(page);
		assert.deepEqual(officersFiles(tab, "01").map((one) =>
		    one.slice(-7)), [1, 2, 3, 4, 5].map((n) => `a0${n}.jpg`));
	});
});

describe("what cannot be taken is said, and the words stay", () => {
	it("another kind of file", async () => {
		const tab = await written();

		writeFileSync(at("paper.pdf"), "%PDF-1.7 and so on");
		assert.match(await refused(tab, at("paper.pdf")), /不是图片/);
		// A name does not make it one; nor is a drawing with scripts one.
		writeFileSync(at("drawing.jpg"),
		    "<svg xmlns='http://www.w3.org/2000/svg'/>");
		assert.match(await refused(tab, at("drawing.jpg")), /不是图片/);
	});

	it("a picture that does not decode, as HEIC on many phones",
	    async () => {
		const tab = await written();
		const heic = Buffer.alloc(4000, 7);

		heic.write("\0\0\0\x18ftypheic", "latin1");
		writeFileSync(at("IMG_0001.heic"), heic);
		assert.match(await refused(tab, at("IMG_0001.heic")),
		    /打不开这张图片.*您写的字还在/);
		// The next one is taken all the same.
		await add(tab, await file(tab, "good", { width: 90, height: 90,
			format: "png" }));
		assert.equal(await tab.page.locator(
		    "fieldset:has(.photos) .error:visible").count(), 0);
	});

	it("more than 10 MB, or more pixels than a phone holds", async () => {
		const tab = await written();
		const path = await file(tab, "big", { width: 90, height: 90,
			format: "png" });
		const png = readFileSync(path);

		writeFileSync(at("big.jpg"), Buffer.concat([png,
			Buffer.alloc(10 * 1024 * 1024)]));
		assert.match(await refused(tab, at("big.jpg")), /最多 10 MB/);
		png.writeUInt32BE(60000, 16);
		png.writeUInt32BE(60000, 20);
		writeFileSync(at("bomb.png"), png);
		assert.match(await refused(tab, at("bomb.png")), /太大/);
		writeFileSync(at("bomb.gif"), Buffer.from("474946383961" +
		    "ffffffff000000" + "2c00000000ffffffff0002024401003b", "hex"));
		assert.match(await refused(tab, at("bomb.gif")), /太大/);
	});

	it("a browser that hides what a canvas holds", async () => {
		const tab = await written();
		const path = await file(tab, "hidden", { width: 90, height: 90,
			format: "png" });

		// As Tor Browser answers without leave.
		await tab.page.evaluate(() => {
			CanvasRenderingContext2D.prototype.getImageData = (_x, _y, w,
			    h) => {
				const image = new ImageData(w, h);
				image.data.fill(255);
				return image;
			};
		});
		assert.match(await refused(tab, path), /不让网页处理图片/);
	});

	it("no line when the first picture is added", async () => {
		const tab = await written();
		const path = await file(tab, "late", { width: 90, height: 90,
			format: "png" });

		await tab.context.setOffline(true);
		assert.match(await refused(tab, path), /没有连上/);
		await tab.context.setOffline(false);
		await add(tab, path);
	});
});
