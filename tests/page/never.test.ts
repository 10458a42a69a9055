// SPDX-License-Identifier: ISC
// Points of docs/never.md that can be seen in the sources, the built page and
// the site's own words, without a browser.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { repo } from "../web/cluster.ts";

interface Field {
	readonly name: string;
	readonly required: boolean;
	readonly control: string;
}

interface Site {
	readonly name: { readonly zh: string };
	readonly organ: { readonly zh: string };
	readonly forms: readonly { readonly id: string;
	    readonly fields: readonly Field[] }[];
}

function read(path: string): string {
	return readFileSync(join(repo, path), "utf8");
}

/** Sources of a folder, by path. */
function sources(folder: string, end: string): Map<string, string> {
	return new Map(readdirSync(join(repo, folder), { recursive: true,
		encoding: "utf8" }).filter((name) => name.endsWith(end))
	    .map((name) => [`${folder}/${name}`, read(`${folder}/${name}`)]));
}

/** Paths whose source says this. */
function saying(folders: readonly string[], end: string, what: RegExp):
    string[] {
	return folders.flatMap((folder) => [...sources(folder, end)])
	    .filter(([, text]) => what.test(text)).map(([path]) => path);
}

const site = JSON.parse(read("conf/site.json")) as Site;
const PAGE = ["assets/reporter", "assets/lib"];
/** Every word that a reporter may read, or a passer-by on a poster. */
const WORDS = ["conf/site.json", "assets/reporter/strings.zh.ts",
	"assets/reporter/strings.en.ts", "assets/reporter/index.html",
	"src/cli/poster.c"].map(read).join("\n");

/**
 * What a form may ask.  Nothing of it is about the reporter but the group, for
 * statistics, and contact data, which is asked only of those who want it.
 */
const ASKED = ["kind", "topic", "station", "group", "under14", "reply",
	"contact", "rating", "notice", "category", "unit", "subject", "post",
	"level", "period", "node", "frequency", "amount", "basis", "verify",
	"avoid", "told_before", "risk", "truth"];
/** What must be answered; all else is left to the reporter. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
	"youth/1": ["kind", "reply", "contact", "notice"],
	"concern/1": ["category", "unit", "notice", "truth"],
};

describe("the forms", () => {
	it("ask nothing about who reports", () => {
		for (const form of site.forms)
			for (const { name } of form.fields)
				assert.ok(ASKED.includes(name), `${form.id}: ${name}`);
		assert.deepEqual(saying(PAGE, ".ts",
		    /type: "(tel|email|password|date|datetime-local|time)"/), []);
	});

	it("demand no name, day, amount or proof", () => {
		for (const form of site.forms)
			for (const field of form.fields)
				assert.ok(!field.required || REQUIRED[form.id]
				    ?.includes(field.name),
				`${form.id}: ${field.name}`);
	});
});

describe("the page", () => {
	it("looks at nothing that tells phones apart", () => {
		assert.deepEqual(saying(PAGE, ".ts", new RegExp(
		    "navigator\\.(language|platform|plugins|deviceMemory|" +
		    "hardwareConcurrency|connection|geolocation)|" +
		    "getTimezoneOffset|resolvedOptions|screen\\.(width|height)|" +
		    "getBattery|performance\\.now")), []);
		// The hint to leave WeChat is made here and goes nowhere.
		assert.deepEqual(saying(PAGE, ".ts", /userAgent/)
		    .filter((path) => path !== "assets/reporter/wechat.ts"), []);
	});

	it("calls no login, no script of others and no notification", () => {
		assert.deepEqual(saying([...PAGE, "assets/desk"], ".ts",
		    /jweixin|snsapi|WeixinJSBridge|Notification\(|PushManager|sendBeacon/),
		[]);
	});

	it("has no pictures, banners, likes or points", () => {
		const strings = read("assets/reporter/strings.zh.ts") +
		    read("assets/reporter/index.html");

		assert.doesNotMatch(strings, /分享|点赞|积分|排行|转发给/);
		assert.doesNotMatch(strings, /\p{Emoji_Presentation}/u);
		assert.doesNotMatch(read("assets/reporter/index.html"),
		    /<img|<svg|<video/);
		assert.doesNotMatch(read("assets/reporter/style.css"), /url\(/);
	});
});

describe("the words", () => {
	it("promise nothing that cannot be kept", () => {
		assert.doesNotMatch(WORDS, new RegExp("绝对|百分之百|万无一失|必查|" +
		    "必复|有奖|奖励|保证(查|办|回)|100 ?%( |安全|匿名)|" +
		    "absolutely|guarantee|completely anonymous|reward", "i"));
	});

	it("say that state secrets have no place here", () => {
		const { paragraphs } = JSON.parse(read("conf/site.json")).notice as
		    { paragraphs: readonly { zh: string; en: string }[] };

		assert.ok(paragraphs.some(({ zh, en }) =>
		    zh.includes("不能接收国家秘密") && /State secrets cannot/.test(en)));
	});

	it("do not pass the box off as somebody else's", () => {
		for (const name of [site.name.zh, site.organ.zh,
			/<title>(.*)<\/title>/.exec(
			    read("assets/reporter/index.html"))?.[1] ?? ""])
			assert.doesNotMatch(name, /纪委|监委|12388|国徽|党徽/);
	});
});

describe("the services", () => {
	it("look at no address, browser or language", () => {
		assert.deepEqual(saying(["src/intake", "src/office", "src/web"],
		    ".c", /user-agent|x-forwarded|referer|accept-language|inet_ntop/i),
		[]);
	});

	it("refuse nobody for coming often", () => {
		assert.deepEqual(saying(["src/intake", "src/web", "src/base"],
		    ".c", /\b429\b/), []);
		assert.doesNotMatch(read("docs/errors.md"), /\b429\b/);
	});

	it("have no way to delete or change an entry", () => {
		for (const path of ["src/intake/main.c", "src/office/main.c"])
			assert.doesNotMatch(read(path), /DELETE|PUT\b/);
		assert.deepEqual([...read("src/store/statement.h").matchAll(
		    /qf\.(\w*(?:delete|edit|update|remove)\w*)/g)], []);
	});
});

describe("the console", () => {
	it("hands nothing on: no save, list, share or copy", () => {
		assert.deepEqual(saying(["assets/desk"], ".ts", new RegExp(
		    "navigator\\.(share|clipboard)|createObjectURL|" +
		    "showSaveFilePicker|\\.download\\b|execCommand"))
		    .filter((path) => path !== "assets/desk/save.ts"), []);
	});

	it("saves locked keys, signed records and sealed tables, nothing else",
	    () => {
		assert.equal(read("assets/desk/save.ts")
		    .match(/createObjectURL/g)?.length, 1);
		assert.match(read("assets/desk/save.ts"), /!isLocked\(file\)/);
		assert.deepEqual(saying(["assets/desk"], ".ts",
		    /\bsaveLocked\(/).sort(), ["assets/desk/save.ts",
			"assets/desk/shares.ts"]);
		for (const [name, caller] of [["saveSealed", "order"],
			["saveRecord", "signed"], ["saveAnswers", "answers"]] as
		    const)
			assert.deepEqual(saying(["assets/desk"], ".ts",
			    new RegExp(`\\b${name}\\(`)).sort(), [
				`assets/desk/records/${caller}.ts`,
				"assets/desk/save.ts"]);
		assert.deepEqual(saying(["assets/desk"], ".ts",
		    /\bdownload:/), ["assets/desk/save.ts"]);
	});

	it("prints a case's sheet, guarded figures and shares of a key, no more",
	    () => {
		assert.deepEqual(saying(["assets/desk"], ".ts", /\bprint\(/),
		    ["assets/desk/print.ts"]);
		assert.equal(read("assets/desk/print.ts")
		    .match(/\bprint\(/g)?.length, 1);
		// Who may have the button: guarded sheets, and what two officers
		// signed (tests/e2e/lesson.test.ts, records.test.ts).
		assert.deepEqual(saying(["assets/desk"], ".ts", /\bprintButton\(/)
		    .sort(), ["assets/desk/month/lesson.ts",
			"assets/desk/month/view.ts", "assets/desk/print.ts",
			"assets/desk/records/counted.ts",
			"assets/desk/shares.ts"]);
		assert.deepEqual(saying(["assets/desk"], ".ts",
		    /\.sheet\([^)]*,[^)]*,/), []);
	});
});

describe("docs/never.md", () => {
	it("names for each point a test that is there, or why there is none",
	    () => {
		execFileSync(join(repo, "tests/never-check"), { stdio: "pipe" });
	});
});
