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
     "counts": {"intake/I1/first": [3, 0, 12, ...], ...},
     "campaigns": {"ZX1": {"intake/I1/first": 12, ...,
                           "clocks/open": 1.5, ...}, ...}}
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


def month_of(d):
    return (d.year, d.month)


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
        self.campaigns = {c["code"]: c for c in site["campaigns"]}
        self.of = []        # the campaign of each fact, or None

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
                    if month_of(f[3]) < month_of(up)]
            self.facts[before:] = kept
        self.of += [self.campaign(t)] * (len(self.facts) - before)

    def campaign(self, t):
        """The one that the report names; else the one at the end of the first
        month at whose end officers' labels named one, if that is not late."""
        named = (listed(t.report.get("campaign")) or [None])[0]
        if named in self.campaigns:
            return named
        for end in sorted({month_of(d) for d, _ in t.labels}):
            at = None
            for label in (one for d, labels in t.labels
                          if month_of(d) <= end for one in labels):
                sign, _, code = label.partition("campaign:")
                if code not in self.campaigns or sign not in ("", "-"):
                    continue
                if sign == "":
                    at = code
                elif at == code:
                    at = None
            if at is not None:
                last = month_of(day(self.campaigns[at]["to"]))
                return at if end <= last else None
        return None

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
        for end in sorted({month_of(d) for d, _ in t.labels}):
            row = when = None
            column = "first"
            for d, labels in t.labels:
                if month_of(d) > end:
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


def middle(numbers):
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else \
        (numbers[half - 1] + numbers[half]) / 2


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
        self.since = {}     # series and month: where the release began
        self.columns = {i: [c["code"] for c in t["columns"]]
                        for i, t in counter.tables.items()}
        # What is before the first case of all was never kept back.
        self.begin = min(month_of(f[3]) for f in counter.facts)
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
                self.since[table, row, column, year, month] = (year, since)
                said += kept
                kept, since = 0, month + 1

    def figure(self, series, months):
        some = [self.out[series][m] for m in months if m in self.out[series]]
        return [sum(v for v, _ in some), any(c for _, c in some)] if some else None

    def median(self, row, months):
        if self.figure(("clocks", row, "kept"), months) is None:
            return None
        all_days = sorted(n for d, n in self.days[row]
                          if month_of(d) in months)
        if len(all_days) < LEAST:
            return None
        return middle(all_days)

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


class CampaignSheets:
    """One figure for each row and column of what a campaign counted."""

    def __init__(self, sheets):
        self.sheets, self.counter = sheets, sheets.counter
        self.all = sorted(self.counter.campaigns.values(),
                          key=lambda c: (self.months(c)[1], c["code"]))
        self.counts = defaultdict(int)      # (series, code)
        self.days = defaultdict(list)       # (row, code)
        for (table, row, column, when, days), code in zip(
                self.counter.facts, self.counter.of):
            if code is None:
                continue
            first, last = self.months(self.counter.campaigns[code])
            if first <= month_of(when) <= last:
                self.counts[(table, row, column), code] += 1
                if days is not None:
                    self.days[row, code].append(days)
        self.shown = {}                     # series: {code: value}
        for table, columns in sheets.columns.items():
            for row in self.counter.rows(table):
                for column in columns:
                    self.decide(table, row, column)

    @staticmethod
    def months(campaign):
        return month_of(day(campaign["from"])), month_of(day(campaign["to"]))

    def decide(self, table, row, column):
        series = (table, row, column)
        releases = [(self.sheets.since[series + m], m, value)
                    for m, (value, _) in self.sheets.out[series].items()]
        out = []                            # (first, value)
        mine = self.shown[series] = {}
        of = PART_OF.get((table, column))
        for c in self.all:
            first, last = self.months(c)
            value = self.counts[series, c["code"]]
            # Every stretch of months that ends with the campaign's and has all
            # of it; it begins in any month that there is.
            begins = {first} | {m for m in self.every_month() if m <= first}
            if value < LEAST or any(
                    sum(v for since, m, v in releases
                        if begin <= since and m <= last) <
                    LEAST + value + sum(v for f, v in out if f >= begin)
                    for begin in begins):
                continue
            if of is not None and \
                    self.shown[table, row, of].get(c["code"], -1) < value:
                continue
            out.append((first, value))
            mine[c["code"]] = value

    def every_month(self):
        years = range(self.sheets.year - 2, self.sheets.year + 1)
        return [(y, m) for y in years for m in range(1, 13)]

    def median(self, row, code):
        days = self.days[row, code]
        if code not in self.shown["clocks", row, "kept"] or len(days) < LEAST:
            return None
        return middle(sorted(days))

    def sheet(self, campaign):
        out, code = {}, campaign["code"]
        for table, row, column in self.shown:
            if table == "nodes" or (table in ("topics", "stations")) != \
                    (campaign["form"] == "youth/1"):
                continue
            out["/".join((table, row, column))] = \
                self.shown[table, row, column].get(code)
        if campaign["form"] != "youth/1":
            for row in self.counter.rows("clocks"):
                out["clocks/" + row] = self.median(row, code)
        return out

    def ended(self):
        return {c["code"]: self.sheet(c) for c in self.all
                if self.months(c)[1] <= (self.sheets.year, 12)}


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
    json.dump({"sheets": sheets.all(), "counts": sheets.months(),
               "campaigns": CampaignSheets(sheets).ended()}, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit("usage: recount.py LEDGER SITE STATS WORKDAYS YEAR")
    main(*sys.argv[1:])
