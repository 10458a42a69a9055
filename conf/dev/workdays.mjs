// SPDX-License-Identifier: ISC
// Writes conf/workdays.json: the working days of the years for which the State
// Council's arrangement is known, out of the npm package chinese-days.  Kept
// are only the days that are not what their weekday says:
//	off	Monday to Friday, but no working day
//	on	Saturday or Sunday, but a working day
// usage: node conf/dev/workdays.mjs
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const FIRST_YEAR = 2025;
const require = createRequire(import.meta.url);
const dist = dirname(require.resolve("chinese-days"));
const { version } = JSON.parse(readFileSync(join(dist, "../package.json"), "utf8"));

const weekend = (date) => [0, 6].includes(new Date(date + "T00:00:00Z").getUTCDay());
const years = readdirSync(join(dist, "years"))
    .map((name) => /^(\d{4})\.json$/.exec(name)?.[1])
    .filter((year) => year !== undefined && Number(year) >= FIRST_YEAR)
    .sort();
const days = years.map((year) =>
    JSON.parse(readFileSync(join(dist, "years", `${year}.json`), "utf8")));
const dates = (key, want) => days.flatMap((d) => Object.keys(d[key]))
    .filter((date) => weekend(date) === want).sort();

/** Some dates a line, so that a year's change can be read. */
const list = (values) => "[\n" + years.map((year) => "\t\t" + values
    .filter((date) => date.startsWith(year)).map((date) => JSON.stringify(date))
    .join(", ")).join(",\n") + "\n\t]";

writeFileSync(new URL("../workdays.json", import.meta.url), `{
	"source": "chinese-days ${version} (npm, MIT)",
	"years": [${years.join(", ")}],
	"off": ${list(dates("holidays", false))},
	"on": ${list(dates("workdays", true))}
}
`);
