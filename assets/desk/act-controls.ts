// SPDX-License-Identifier: ISC
// One control of an act's form.  What is typed goes into the state at once, so
// that a new drawing shows it again.

import { outcomeOf, table } from "../lib/triage.ts";
import { ATTACHMENTS_MAX } from "../lib/limits.ts";
import { EXTENSIONS } from "../lib/tar.ts";
import { type ActDraft, type Control, suffixOf } from "./acts.ts";
import type { App } from "./app.ts";
import type { Summary, Thread } from "./calls.ts";
import { type Child, button, el, labelled, replace, select } from "./dom.ts";
import { strangersText } from "./entry.ts";
import { formName, labelRows, shortValue } from "./labels.ts";
import { officerName } from "./sentences.ts";
import { fill, language, w } from "./words.ts";

function put(app: App, d: ActDraft, name: string, value: string): void {
	const now = app.desk.act ?? d;

	app.desk.act = { ...now, sure: false,
		values: { ...now.values, [name]: value } };
}

function label(c: Control, d: ActDraft): string {
	const words = c.name === "due" && d.to === "R21" ?
	    w().act.dueRetention : w().act.fields[c.name] ?? c.name;

	return c.must || c.name === "charge" || c.name === "second" ||
	    c.name === "free" ? words : fill(w().act.optional, { label: words });
}

function area(app: App, d: ActDraft, c: Control): HTMLElement {
	// The browser's own checkers may send what is typed to their makers.
	const node = el("textarea", { class: "input", rows: "2",
		id: "act-" + c.name, autocomplete: "off", spellcheck: "false" });

	node.value = d.values[c.name] ?? "";
	node.readOnly = app.desk.sending;
	node.addEventListener("input", () => put(app, d, c.name, node.value));
	return labelled(label(c, d), node);
}

function line(app: App, d: ActDraft, c: Control, type: "text" | "date"):
    HTMLElement {
	const node = el("input", { class: "input", type, id: "act-" + c.name,
		autocomplete: "off", spellcheck: "false" });

	node.value = d.values[c.name] ?? "";
	node.readOnly = app.desk.sending;
	node.addEventListener("input", () => put(app, d, c.name, node.value));
	return labelled(label(c, d), node);
}

function choice(app: App, d: ActDraft, c: Control,
    options: readonly (readonly [string, string])[]): HTMLElement {
	const node = select(options, d.values[c.name] ?? "", (value) => {
		put(app, d, c.name, value);
		app.draw();
	});

	node.id = "act-" + c.name;
	return labelled(label(c, d), node);
}

/** Who may hold something here: readers still enrolled, not aside. */
function readersHere(t: Thread): [string, string][] {
	const away = new Set([...t.leftOut.map((r) => r.nn),
		...t.state.recused]);

	return t.readers.filter((r) => r.here && !away.has(r.nn))
	    .map((r) => [r.nn, officerName(r.nn, t)]);
}

function outcomes(t: Thread): [string, string][] {
	const checked = t.state.items.some((i) => i.state === "checked");

	return [["", w().act.pick], ...table.outcomes.filter((o) => checked ||
	    !(outcomeOf(o.code)?.guards ?? []).includes("checked"))
	    .map((o): [string, string] => [o.code, o[language()]])];
}

/** What a letter is about, to be told from the others. */
export function letterWords(s: Summary): string {
	const kinds = ["category", "kind", "topic"].flatMap((name) => s.fields
	    .filter((f) => f.name === name)
	    .map((f) => shortValue(s.form, f.name, f.value)));

	return [s.date, kinds.join(" ") || (formName(s.form) ?? ""),
		s.opening].join(" · ");
}

/** The officer's own letters of this form; a duplicate stands for its first. */
function firsts(app: App, t: Thread): Summary[] {
	const find = (app.desk.act?.values["find"] ?? "").trim();

	return app.desk.inbox.threads.filter((s) => s.id !== t.id &&
	    s.form === t.summary.form && s.state !== null &&
	    s.first !== t.summary.first &&
	    (find === "" || letterWords(s).includes(find)));
}

function picker(app: App, t: Thread, d: ActDraft): HTMLElement {
	const find = el("input", { class: "input", type: "search",
		id: "act-find", autocomplete: "off", spellcheck: "false" });
	const list = el("div", { class: "picks", role: "radiogroup",
		"aria-label": w().act.fields["dup_of"] ?? "" });
	const fillList = (): void => {
		const some = firsts(app, t).slice(0, 12);

		replace(list, ...some.map((s, i) => {
			const input = el("input", { type: "radio", name: "dup_of",
				value: s.first, id: `act-dup-${i}`,
				checked: (app.desk.act ?? d).values["dup_of"] ===
				    s.first });

			input.addEventListener("change", () =>
			    put(app, d, "dup_of", s.first));
			return el("label", { class: "choice" }, input,
			    el("span", {}, ...strangersText(letterWords(s))));
		}));
		if (some.length === 0)
			list.append(el("p", { class: "soft" }, w().act.dupNone));
	};

	find.value = d.values["find"] ?? "";
	find.addEventListener("input", () => {
		put(app, d, "find", find.value);
		fillList();
	});
	fillList();
	return el("div", {}, labelled(w().act.dupFind, find), list,
	    el("p", { class: "soft" }, w().act.dupSelf));
}

/** Labels that are none of the table's: typed before, or just now. */
function freeLabels(t: Thread, d: ActDraft): string[] {
	return [...new Set([...t.summary.labels, ...d.labels])].filter((one) =>
	    !labelRows().some((l) => l.code === one));
}

function ticks(app: App, t: Thread, d: ActDraft): HTMLElement {
	return el("fieldset", { class: "ticks" },
	    el("legend", {}, w().act.fields["label"] ?? ""),
	    ...labelRows().map((l) => {
		const input = el("input", { type: "checkbox", value: l.code,
			id: "act-label-" + l.code,
			checked: d.labels.includes(l.code) });

		input.addEventListener("change", () => {
			const now = app.desk.act ?? d;
			// One of a group takes the others' place.
			const rest = now.labels.filter((one) => one !== l.code &&
			    !(input.checked && l.group !== undefined &&
				labelRows().find((x) => x.code === one)?.group ===
				l.group));

			app.desk.act = { ...now, labels: input.checked ?
			    [...rest, l.code] : rest };
			app.draw();
		});
		return el("label", { class: "choice" }, input,
		    `${l[language()]}（${l.code}）`);
	    }),
	    // What was typed before is taken off like the others.
	    ...freeLabels(t, d).map((one) => {
		const input = el("input", { type: "checkbox", value: one,
			checked: d.labels.includes(one) });

		input.addEventListener("change", () => {
			const now = app.desk.act ?? d;
			const rest = now.labels.filter((x) => x !== one);

			app.desk.act = { ...now, labels: input.checked ?
			    [...rest, one] : rest };
		});
		return el("label", { class: "choice" }, input,
		    ...strangersText(one));
	    }));
}

function files(app: App, d: ActDraft, c: Control): HTMLElement {
	const input = el("input", { class: "input", type: "file",
		id: "act-files", multiple: true });
	const bad = d.files.filter((f) => suffixOf(f.name) === null);
	const put = (list: readonly File[]): void => {
		app.desk.act = { ...app.desk.act ?? d,
			files: list.slice(0, ATTACHMENTS_MAX) };
		app.draw();
	};

	input.addEventListener("change", () => put([...d.files,
		...Array.from(input.files ?? [])]));
	return labelled(label(c, d), input,
	    el("p", { class: "soft" }, w().act.filesHint),
	    ...d.files.map((f) => button(fill(w().act.filesOff,
		{ name: f.name }), "quiet", () => put(d.files.filter((x) =>
		x !== f)))),
	    bad.length === 0 ? null : el("p", { class: "bad", role: "alert" },
		fill(w().act.filesBad, { name: bad.map((f) => f.name)
		    .join(w().noSeparator), kinds: EXTENSIONS.join(" ") })));
}

/** Why an officer of the roster cannot be handed it; null: he can. */
function keptAway(t: Thread, nn: string): string | null {
	const why = w().act.noGrant;

	if (t.leftOut.some((r) => r.nn === nn))
		return why.left_out;
	if (t.state.recused.includes(nn))
		return why.recused;
	return t.readers.some((r) => r.nn === nn) && !t.granted.includes(nn) ?
	    why.reader : null;
}

function grantees(app: App, t: Thread, d: ActDraft, c: Control): HTMLElement {
	const all = t.roster.filter((r) => r.nn !== app.desk.me.nn);
	const away = new Map<string, string[]>();

	for (const { nn: one } of all) {
		const why = keptAway(t, one);

		if (why !== null)
			away.set(why, [...away.get(why) ?? [],
				officerName(one, t)]);
	}
	const open = all.filter((r) => keptAway(t, r.nn) === null);
	const nn = d.values["nn"] ?? "";

	return el("div", {}, open.length === 0 ?
	    el("p", {}, w().act.grantNobody) :
	    choice(app, d, c, [["", w().act.pick], ...open.map(
		(r): [string, string] => [r.nn, officerName(r.nn, t)])]),
	    t.granted.includes(nn) ? el("p", { class: "soft" },
		w().act.grantAlready) : null,
	    ...[...away].map(([why, who]) => el("p", { class: "soft" },
		fill(w().act.grantNot, { why,
		    who: who.join(w().noSeparator) }))));
}

/**
 * The whole, or one entry: of another than the first letter only where he
 * reads that, for else he does not find the thread.
 */
function parts(t: Thread, nn: string): [string, string][] {
	const report = t.entries.find((e) => e.kind === "report");
	const reads = t.readers.some((r) => r.nn === nn);

	return [["", w().act.pick], ["all", w().act.grantAll],
		...report === undefined || reads ? [] :
		    [[report.hash, w().act.grantReport] as [string, string]],
		...!reads ? [] : t.entries.filter((e) => e.hash !== "" &&
		    !e.to.some((r) => r.nn === nn)).map(
		    (e): [string, string] => [e.hash, fill(w().act.grantEntry,
			{ date: e.stored, kind: e.kind === null ? "" :
			    w().kinds[e.kind] })])];
}

export function control(app: App, t: Thread, d: ActDraft, c: Control): Child {
	switch (c.name) {
	case "outcome":
		return choice(app, d, c, outcomes(t));
	case "dup_of":
		return picker(app, t, d);
	case "due":
		return line(app, d, c, "date");
	case "owner":
	case "free":
		return line(app, d, c, "text");
	case "major":
		return choice(app, d, c, [["", w().act.pick], ...table.major.bases
		    .filter((b) => !t.state.bases.includes(b.code))
		    .map((b): [string, string] => [b.code, b[language()]])]);
	case "recuse":
		return choice(app, d, c, [["", w().act.pick], ...readersHere(t)]);
	case "charge":
	case "second":
		return choice(app, d, c, [["", w().act.nobody], ...readersHere(t)]);
	case "nn":
		return grantees(app, t, d, c);
	case "what":
		return choice(app, d, c, parts(t, d.values["nn"] ?? ""));
	case "files":
		return files(app, d, c);
	case "label":
		return ticks(app, t, d);
	default:
		return area(app, d, c);
	}
}
