// SPDX-License-Identifier: ISC
// Charts of figures that may be shown, as SVG: attributes and classes only, for
// the page's policy lets no style through.  Told apart by pattern, dash and
// shape, so that they can be read in black and white; the numbers stand in a
// table behind each.

import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";

import { definitions } from "../../lib/stats.ts";
import type { Cell, Figure, Sheet } from "../../lib/stats-sheet.ts";
import { type Child, el, fold, newId } from "../dom.ts";
import { fill, language, w } from "../words.ts";
import type { Figures } from "./figures.ts";
import { figureText, legend, paperHead } from "./sheet.ts";

export interface Series {
	readonly name: string;
	/** null: not shown. */
	readonly values: readonly (number | null)[];
	/** The same, as the table says them. */
	readonly texts: readonly string[];
}

interface Chart {
	readonly title: string;
	readonly note: string;
	/** Of the first column of its table. */
	readonly first: string;
	readonly rows: readonly string[];
	readonly series: readonly Series[];
}

const NS = "http://www.w3.org/2000/svg";
/**
 * Units of the view boxes; text is 12 of them.  Bars have half a page, lines
 * most of one, and their words should be of about one size.
 */
const WIDTH = 560;
const BARS_WIDTH = 440;
const LINE = 15;
const TICKS = 4;

function svg(tag: string, attributes: Readonly<Record<string,
    string | number>>, ...children: readonly Node[]): SVGElement {
	const node = document.createElementNS(NS, tag);

	for (const [name, value] of Object.entries(attributes))
		node.setAttribute(name, String(value));
	for (const child of children)
		node.appendChild(child);
	return node;
}

function text(x: number, y: number, anchor: "start" | "middle" | "end",
    words: string): SVGElement {
	return svg("text", { x, y, "text-anchor": anchor },
	    document.createTextNode(words));
}

/** Full, hatched, dotted: by place in the chart. */
function patterns(id: string): SVGElement {
	const square = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };

	return svg("defs", {},
	    svg("pattern", { id: `${id}-1`, ...square },
		svg("rect", { width: 6, height: 6, class: "hatch-ground" }),
		svg("path", { d: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2",
		    class: "hatch" })),
	    svg("pattern", { id: `${id}-2`, ...square },
		svg("rect", { width: 6, height: 6, class: "hatch-ground" }),
		svg("circle", { cx: 3, cy: 3, r: 1.2, class: "dot" })));
}

function fillOf(id: string, i: number): Record<string, string> {
	return i === 0 ? { class: "bar-0" } :
	    { class: "bar-1", fill: `url(#${id}-${i})` };
}

function top(series: readonly Series[]): number {
	return Math.max(definitions.least, ...series.flatMap((s) =>
	    s.values.flatMap((v) => v === null ? [] : [v])));
}

/** One square or line for each series, above the drawing. */
function key(id: string, series: readonly Series[], lines: boolean):
    SVGElement {
	let x = 0;

	return svg("g", {}, ...series.flatMap((s, i) => {
		const at = x;

		x += 40 + s.name.length * (language() === "zh" ? 13 : 7);
		return [lines ? svg("path", { d: `M${at},8 h18`,
			class: `line line-${i}` }) :
		    svg("rect", { x: at, y: 2, width: 14, height: 11,
			...fillOf(id, i) }),
		text(at + 22, 12, "start", s.name)];
	}));
}

/** Bars to the right, the number behind each. */
function bars(c: Chart): SVGElement {
	const id = newId();
	const left = Math.min(250, 12 + Math.max(...c.rows.map((r) =>
	    r.length)) * (language() === "zh" ? 12.5 : 6.6));
	const high = c.rows.length * (c.series.length * LINE + 7);
	const x = scaleLinear([0, top(c.series)], [left, BARS_WIDTH - 40]).nice(TICKS);
	const y = scaleBand(c.rows.map((_, i) => i), [24, 24 + high])
	    .paddingInner(.2);

	return svg("svg", { viewBox: `0 0 ${BARS_WIDTH} ${high + 28}`,
		"aria-hidden": "true" },
	    patterns(id), key(id, c.series, false),
	    ...c.rows.flatMap((name, r) => {
		const from = y(r) ?? 0;
		const one = y.bandwidth() / c.series.length;

		return [text(left - 6, from + y.bandwidth() / 2 + 4, "end", name),
			...c.series.flatMap((s, i) => {
				const value = s.values[r] ?? null;
				const to = x(value ?? 0);

				return [...value === null ? [] : [svg("rect", {
					x: left, y: from + i * one,
					width: Math.max(1, to - left),
					height: one - 1, ...fillOf(id, i) })],
				text(to + 4, from + i * one + one / 2 + 4,
				    "start", s.texts[r] ?? "")];
			})];
	    }),
	    svg("path", { d: `M${left},20 V${high + 26}`, class: "axis" }));
}

const MARKS = [
	(x: number, y: number) => `M${x - 3.5},${y - 3.5} h7 v7 h-7 z`,
	(x: number, y: number) => `M${x},${y - 4.5} l4.5,8 h-9 z`,
	(x: number, y: number) => `M${x},${y - 4.5} l4.5,4.5 l-4.5,4.5 l-4.5,-4.5 z`,
];

/** A line for each series; where a month is not shown it is broken. */
function lines(c: Chart): SVGElement {
	const id = newId();
	const [high, left] = [210, 42];
	const x = scaleBand(c.rows.map((_, i) => i), [left, WIDTH - 8]);
	const y = scaleLinear([0, top(c.series)], [high, 28]).nice(TICKS);
	const at = (i: number): number => (x(i) ?? 0) + x.bandwidth() / 2;

	return svg("svg", { viewBox: `0 0 ${WIDTH} ${high + 26}`,
		"aria-hidden": "true" }, key(id, c.series, true),
	    ...y.ticks(TICKS).flatMap((t) => [
		svg("path", { d: `M${left},${y(t)} H${WIDTH - 8}`,
		    class: "grid" }),
		text(left - 6, y(t) + 4, "end", String(t))]),
	    ...c.rows.map((name, i) => text(at(i), high + 18, "middle", name)),
	    ...c.series.flatMap((s, i) => [
		svg("path", { class: `line line-${i}`, d: line<number | null>()
		    .defined((v) => v !== null)
		    .x((_, n) => at(n)).y((v) => y(v ?? 0))(s.values) ?? "" }),
		...s.values.flatMap((v, n) => v === null ? [] : [svg("path", {
		    class: `mark mark-${i}`, d: MARKS[i]?.(at(n), y(v)) ?? "",
		})])]));
}

function table(c: Chart): HTMLElement {
	return el("table", {}, el("caption", {}, c.title),
	    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, c.first),
		...c.series.map((s) => el("th", { scope: "col" }, s.name)))),
	    el("tbody", {}, ...c.rows.map((name, r) => el("tr", {},
		el("th", { scope: "row" }, name),
		...c.series.map((s) => el("td", {}, s.texts[r] ?? ""))))));
}

function drawn(c: Chart, draw: (c: Chart) => SVGElement): HTMLElement {
	return el("figure", { class: "chart" },
	    el("h2", {}, c.title), el("div", { class: "drawing" }, draw(c)),
	    el("figcaption", {}, c.note),
	    fold(w().month.chartTable, table(c)));
}

function shown(f: Figure): number | null {
	return "guarded" in f ? null : f.value;
}

/** One of a table's columns, read one way. */
function column(s: Sheet, id: string, i: number, name: string,
    which: keyof Cell): Series {
	const t = s.tables.find((x) => x.id === id);
	const figures = (t?.rows ?? []).map((r): Figure =>
	    r.cells[i]?.[which] ?? { guarded: true });

	return { name, values: figures.map(shown), texts: figures.map((f) =>
	    figureText(f, t?.columns[i]?.within !== undefined)) };
}

function rowNames(s: Sheet, id: string): string[] {
	return (s.tables.find((t) => t.id === id)?.rows ?? [])
	    .map((r) => r[language()]);
}

function noteOf(s: Sheet, id: string): string {
	return s.tables.find((t) => t.id === id)?.note[language()] ?? "";
}

/** Sums of what is published: whoever has the monthly sheets has them too. */
function trendChart(all: readonly Sheet[]): Chart {
	const m = w().month;
	const kinds = all.map((s) => s.tables.find((t) => t.id === "kind"));

	return {
		title: m.chartTrend, first: m.chartMonth,
		note: fill(m.chartTrendNote, { n: definitions.least }),
		rows: all.map((s) => fill(m.monthShort, { n: s.period.n })),
		series: (kinds[0]?.columns ?? []).map((c, i): Series => {
			const values = kinds.map((t) => {
				const some = (t?.rows ?? []).flatMap((r) => {
					const f = r.cells[i]?.now;

					return f === undefined || "guarded" in f ?
					    [] : [f.value];
				});
				return some.length === 0 ? null :
				    some.reduce((a, b) => a + b, 0);
			});
			return { name: c[language()], values,
				texts: values.map((v) => v === null ? "—" :
				    String(v)) };
		}),
	};
}

function barChart(s: Sheet, id: string, title: string,
    series: readonly Series[]): Chart {
	return { title, note: noteOf(s, id), first: w().month.chartRow,
		rows: rowNames(s, id), series };
}

export function chartSheet(title: string, f: Figures, who: string,
    today: string): HTMLElement {
	const m = w().month;
	const s = f.sheet;
	const clock = s.tables.find((t) => t.id === "clocks");
	const some: Child[] = [
		drawn(trendChart(f.trend), lines),
		drawn(barChart(s, "clocks", m.chartClocks,
		    (clock?.columns ?? []).map((c, i) => column(s, "clocks", i,
			c[language()], "now"))), bars),
		drawn(barChart(s, "nodes", m.chartNodes, [
			column(s, "nodes", 0, m.columns.now, "now"),
			column(s, "nodes", 0, m.columns.yearAgo, "yearAgo"),
		]), bars),
		drawn(barChart(s, "kind", m.chartKinds, [
			column(s, "kind", 0, m.columns.now, "now"),
			column(s, "kind", 0, m.columns.before, "before"),
		]), bars),
	];

	return el("article", { class: "a4 dense" },
	    ...paperHead(title, s, who, today),
	    el("div", { class: "charts" }, ...some), legend());
}
