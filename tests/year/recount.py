#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The figures of docs/statistics.md, recomputed from a ledger.

    recount.py LEDGER SITE STATS WORKDAYS YEAR

LEDGER holds a JSON object a line: what happened, in the order of each thread
(tests/year/case.ts writes it).  SITE, STATS and WORKDAYS are the files of conf/
and give rows, columns and days, no rule.  Everything else is written here a
second time, from the document alone, and shares no code with C or TypeScript.
Standard output: one JSON object with every sheet of YEAR, guarded, and the
counts of its months as they are
    {"sheets": {"2026-03": {"intake/I1/first": {"now": [12, false], ...},
                            "clocks/open": {"median": 1.5}, ...},
                "2026-Q1": ..., "2026": ...},
     "counts": {"intake/I1/first": [3, 0, 12, ...], ...}}
with null for what is not shown.
"""

import json
import sys
from collections import defaultdict
from datetime import date, timedelta

LEAST = 5
# Outcomes come out once a year; columns that are part of another column.
YEARLY = {"outcome"}
PART_OF = {
    ("kind", "accepted"): "reports", ("kind", "closed"): "accepted",
    ("disposal", "overdue"): "number",
    ("topics", "satisfied"): "answered", ("topics", "reopened"): "answered",
}
DISPOSALS = ("R12", "R13", "R14", "R15", "R17", "R08")
TOLD = ("P4", "P5", "P6", "P7")


def day(text):
    return date.fromisoformat(text)


class Calendar:
    """Working days as the State Council arranges them."""

    def __init__(self, arrangement):
        self.off = set(arrangement["off"])
        self.on = set(arrangement["on"])

    def works(self, d):
        if d.weekday() >= 5:
            return d.isoformat() in self.on
        return d.isoformat() not in self.off

    def working_days_after(self, d, n):
        while n > 0:
            d += timedelta(days=1)
            n -= self.works(d)
        return d


def month_after(d):
    """The same day of the next month, or its last one."""
    year, month = (d.year + 1, 1) if d.month == 12 else (d.year, d.month + 1)
    for last in (d.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise ValueError(d)


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


class Thread:
    """What the ledger says of one case."""

    def __init__(self, report):
        self.report = report
        self.stored = day(report["stored"])
        self.moves = []     # (state, day, line)
        self.labels = []    # (day, [label])
        self.told = []      # (day, status)
        self.rated = []     # (day, rating)

    def read(self, line):
        when = day(line["date"])
        if line["what"] == "moved":
            self.moves.append((line["to"], when, line))
        elif line["what"] == "label":
            self.labels.append((when, line["labels"]))
        elif line["what"] == "told":
            self.told.append((when, line["status"]))
        elif line["what"] == "rated":
            self.rated.append((when, line["rating"]))
        elif line["what"] not in ("void", "untrusted", "noted"):
            raise ValueError(line)

    def first(self, state):
        return next((d for s, d, _ in self.moves if s == state), None)


class Counter:
    def __init__(self, site, stats, arrangement):
        self.site, self.calendar = site, Calendar(arrangement)
        self.tables = {t["id"]: t for t in stats["tables"]}
        self.kinds = [r["code"] for r in self.tables["kind"]["rows"]]
        self.nodes = [(n["code"], day(d)) for n in site["nodes"]
                      for d in n.get("dates", ())]
        self.facts = []     # (table, row, column, day, days or None)

    def rows(self, table):
        names = self.tables[table].get("list")
        if names is None:
            return [r["code"] for r in self.tables[table]["rows"]]
        return [r["code"] for r in self.site[names]
                if names != "nodes" or "dates" in r]

    def count(self, t):
        before = len(self.facts)
        if t.report["form"] == "youth/1":
            self.feedback(t)
        else:
            self.concern(t)
        # Sealed to the superior organ: counts nowhere from that month on.
        up = t.first("R07")
        if up is not None:
            kept = [f for f in self.facts[before:]
                    if (f[3].year, f[3].month) < (up.year, up.month)]
            self.facts[before:] = kept

    def add(self, table, row, column, when, days=None):
        if when is not None:
            self.facts.append((table, row, column, when, days))

    def concern(self, t):
        accepted, closed = t.first("R09"), t.first("R18")
        limit = None if accepted is None else month_after(accepted)
        category = (listed(t.report.get("category")) or [""])[0]
        kind = next((k for k in self.kinds if category.startswith(k)), None)
        if kind is not None:
            self.add("kind", kind, "reports", t.stored)
            self.add("kind", kind, "accepted", accepted)
            if accepted is not None:
                self.add("kind", kind, "closed", closed)
        for state in DISPOSALS:
            when = t.first(state)
            self.add("disposal", state, "number", when)
            if when is not None and limit is not None and when > limit:
                self.add("disposal", state, "overdue", when)
        outcome = next((line.get("outcome") for s, _, line in t.moves
                        if s == "R18"), None)
        if outcome in self.rows("outcome"):
            self.add("outcome", outcome, "number", closed)
        for code, when in self.nodes:
            if abs((t.stored - when).days) <= 14:
                self.add("nodes", code, "number", when + timedelta(days=14))
        self.clock("open", t.stored, t.first("R01"),
                   self.calendar.working_days_after(t.stored, 2))
        self.clock("told", t.stored,
                   next((d for d, s in t.told if s in TOLD), None),
                   self.calendar.working_days_after(t.stored, 15))
        self.clock("propose", accepted, t.first("R11"), limit)
        self.intake(t)

    def clock(self, row, since, done, limit):
        if since is not None and done is not None:
            self.add("clocks", row, "kept" if done <= limit else "missed",
                     done, (done - since).days)

    def intake(self, t):
        """As it stood at the end of the first month with a class."""
        for end in sorted({(d.year, d.month) for d, _ in t.labels}):
            row = when = None
            column = "first"
            for d, labels in t.labels:
                if (d.year, d.month) > end:
                    continue
                for label in labels:
                    if label in ("I1", "I2", "I3", "I4", "I5"):
                        row, when = label, d
                    elif row is not None and label == "-" + row:
                        row = None
                    elif label == "repeat":
                        column = "repeat"
                    elif label in ("first", "-repeat"):
                        column = "first"
            if row is not None:
                self.add("intake", row, column, when)
                return

    def feedback(self, t):
        answered = t.first("Q3")
        rated = next(((d, r) for d, r in t.rated
                      if answered is not None and d >= answered), None)
        for topic in dict.fromkeys(listed(t.report.get("topic"))):
            if topic not in self.rows("topics"):
                continue
            self.add("topics", topic, t.report["kind"], t.stored)
            self.add("topics", topic, "answered", answered)
            if rated is not None and rated[1] == 1:
                self.add("topics", topic, "satisfied", rated[0])
            if answered is not None:
                self.add("topics", topic, "reopened", t.first("Q4"))
        station = (listed(t.report.get("station")) or [None])[0]
        if station in self.rows("stations"):
            self.add("stations", station, "number", t.stored)


class Sheets:
    """Releases, and the sums of them that are shown."""

    def __init__(self, counter, year):
        self.counter, self.year = counter, year
        self.counts = defaultdict(lambda: defaultdict(int))
        self.days = defaultdict(list)
        for table, row, column, when, days in counter.facts:
            self.counts[table, row, column][when.year, when.month] += 1
            if days is not None:
                self.days[row].append((when, days))
        self.out = {}       # series: {(year, month): (value, carried)}
        self.columns = {i: [c["code"] for c in t["columns"]]
                        for i, t in counter.tables.items()}
        # What is before the first case of all was never kept back.
        self.begin = min((f[3].year, f[3].month) for f in counter.facts)
        years = range(self.begin[0], max(f[3].year for f in counter.facts) + 1)
        for table, columns in self.columns.items():
            for row in counter.rows(table):
                for column in columns:
                    self.release(table, row, column, years)

    def release(self, table, row, column, years):
        counts = self.counts[table, row, column]
        of = PART_OF.get((table, column))
        outer = None if of is None else self.out[table, row, of]
        said = told = 0
        mine = self.out[table, row, column] = {}
        for year in years:
            kept, since = 0, 1
            for month in range(1, 13):
                if (year, month) < self.begin:
                    since = month + 1
                    continue
                kept += counts.get((year, month), 0)
                if outer is not None:
                    told += outer.get((year, month), (0,))[0]
                if kept < LEAST or (table in YEARLY and month < 12):
                    continue
                if outer is not None and said + kept > told:
                    continue
                mine[year, month] = (kept, since < month)
                said += kept
                kept, since = 0, month + 1

    def figure(self, series, months):
        some = [self.out[series][m] for m in months if m in self.out[series]]
        return [sum(v for v, _ in some), any(c for _, c in some)] if some else None

    def median(self, row, months):
        if self.figure(("clocks", row, "kept"), months) is None:
            return None
        all_days = sorted(n for d, n in self.days[row]
                          if (d.year, d.month) in months)
        if len(all_days) < LEAST:
            return None
        half = len(all_days) // 2
        return all_days[half] if len(all_days) % 2 else \
            (all_days[half - 1] + all_days[half]) / 2

    def sheet(self, n, length):
        def months(year, first, last):
            # Months may run over into the year before.
            return [(year + (m - 1) // 12, (m - 1) % 12 + 1)
                    for m in range(first, last + 1)]
        first, last = (n - 1) * length + 1, n * length
        now = months(self.year, first, last)
        spans = {"now": now, "toDate": months(self.year, 1, last),
                 "before": months(self.year, first - length, last - length),
                 "yearAgo": months(self.year - 1, first, last)}
        out = {}
        for table, columns in self.columns.items():
            if table in YEARLY and length < 12:
                continue
            for row in self.counter.rows(table):
                for column in columns:
                    out["/".join((table, row, column))] = {
                        k: self.figure((table, row, column), m)
                        for k, m in spans.items()}
                if table == "clocks":
                    out["clocks/" + row] = {"median": self.median(row, now)}
        return out

    def months(self):
        return {"/".join(s): [self.counts[s].get((self.year, m), 0)
                              for m in range(1, 13)] for s in self.out}

    def all(self):
        names = {1: "{}-{:02}", 3: "{}-Q{}", 12: "{}"}
        return {names[length].format(self.year, n): self.sheet(n, length)
                for length in (1, 3, 12) for n in range(1, 12 // length + 1)}


def read(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def main(ledger, site, stats, workdays, year):
    counter = Counter(read(site), read(stats), read(workdays))
    threads = {}
    with open(ledger, encoding="utf-8") as f:
        for text in f:
            line = json.loads(text)
            if line["what"] == "report":
                threads[line["case"]] = Thread(line)
            else:
                threads[line["case"]].read(line)
    for t in threads.values():
        counter.count(t)
    sheets = Sheets(counter, int(year))
    json.dump({"sheets": sheets.all(), "counts": sheets.months()}, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit("usage: recount.py LEDGER SITE STATS WORKDAYS YEAR")
    main(*sys.argv[1:])
