// SPDX-License-Identifier: ISC
// Holds gcovr's account of the C unit tests against what must be: in each room
// enough lines and branches, and for every line that no test reaches a reason
// in tests/cover/reasons.txt.  Reasons that are no longer needed count as
// failures too, so that the list stays true.
//	check.ts COVERAGE.json REASONS.txt
// Ends with `cover: N passed, M failed`.
import { readFileSync } from "node:fs";

/** Of each room: share of lines, share of branches taken at least once. */
const LEAST = { base: [95, 90], seal: [95, 90], sign: [95, 90] } as const;

interface Line {
	readonly line_number: number;
	readonly count: number;
	readonly branches: readonly { readonly count: number }[];
	readonly "gcovr/noncode"?: boolean;
}

interface Report {
	readonly files: readonly {
		readonly file: string;
		readonly functions: readonly {
			readonly name: string;
			readonly lineno: number;
		}[];
		readonly lines: readonly Line[];
	}[];
}

const [, , reportFile = "", reasonsFile = ""] = process.argv;
const report = JSON.parse(readFileSync(reportFile, "utf8")) as Report;
let passed = 0, failed = 0;

function check(what: string, ok: boolean): void {
	if (ok) {
		passed++;
		return;
	}
	failed++;
	console.log(`--- cover: ${what}`);
}

function share(part: number, all: number): number {
	return all === 0 ? 100 : 100 * part / all;
}

function lines(file: string): Line[] {
	return (report.files.find((f) => f.file === file)?.lines ?? [])
	    .filter((l) => l["gcovr/noncode"] !== true);
}

for (const [room, [leastLines, leastBranches]] of Object.entries(LEAST)) {
	const all = report.files.filter((f) => f.file.startsWith(`src/${room}/`))
	    .flatMap((f) => lines(f.file));
	const branches = all.flatMap((l) => l.branches);
	const l = share(all.filter((x) => x.count > 0).length, all.length);
	const b = share(branches.filter((x) => x.count > 0).length,
	    branches.length);

	console.log(`${room}: ${l.toFixed(1)} % of ${all.length} lines, ` +
	    `${b.toFixed(1)} % of ${branches.length} branches`);
	check(`${room} has too few lines`, all.length > 0 && l >= leastLines);
	check(`${room} has too few branches`, b >= leastBranches);
}

// "FILE FUNCTION: LINE OF SOURCE" of what is not reached; numbers of lines would
// be others after every edit.  The same line may stand several times in one
// function, and then needs as many reasons.
const missing = new Map<string, string[]>();

for (const { file, functions } of report.files) {
	const source = readFileSync(file, "utf8").split("\n");
	const functionAt = (line: number): string => functions
	    .filter((f) => f.lineno <= line)
	    .reduce((a, f) => f.lineno >= a.lineno ? f : a,
		{ name: "", lineno: 0 }).name;

	for (const l of lines(file)) {
		if (l.count > 0)
			continue;
		const key = `${file} ${functionAt(l.line_number)}: ` +
		    (source[l.line_number - 1]?.trim() ?? "");

		missing.set(key, [...missing.get(key) ?? [],
			`${file}:${l.line_number}`]);
	}
}

// Two lines each: "FILE FUNCTION: LINE OF SOURCE", then a tab and the reason.
const rows = readFileSync(reasonsFile, "utf8").split("\n")
    .filter((row) => row !== "" && !row.startsWith("#"));

for (let i = 0; i < rows.length; i += 2) {
	const key = rows[i] ?? "", reason = rows[i + 1] ?? "";
	const places = missing.get(key);

	check(`a reason is missing behind "${key}"`,
	    reason.startsWith("\t") && reason.length > 10);
	check(`${reasonsFile} has what is reached, or is gone: "${key}"`,
	    places !== undefined);
	if (places !== undefined && places.length > 1)
		missing.set(key, places.slice(1));
	else
		missing.delete(key);
}
for (const [key, places] of missing)
	check(`no test reaches ${places.join(", ")} and no reason is given:\n` +
	    key, false);
check("every line that is not reached has a reason", missing.size === 0);

console.log(`cover: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
