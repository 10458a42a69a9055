// SPDX-License-Identifier: ISC
// A site's keys for tests: roots, a roster, officers and a promise key, made
// anew each time with the pages' own library.

import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { base64 } from "../../assets/lib/base64.ts";
import { addDays, shanghai } from "../../assets/lib/date.ts";
import { ed25519Public } from "../../assets/lib/ed25519.ts";
import { hex } from "../../assets/lib/hex.ts";
import { type Identity, identity } from "../../assets/lib/identity.ts";
import { type Vkey, parseNote, signNote, vkey } from "../../assets/lib/note.ts";
import { type OfficerKeys, officerKeys } from "../../assets/lib/officer.ts";
import { formatRoot, rootPin } from "../../assets/lib/root.ts";
import { type Roster, formatRoster } from "../../assets/lib/roster.ts";
import { sha256 } from "../../assets/lib/hash.ts";

export interface TestOfficer {
	readonly number: string;
	readonly identity: Identity;
	readonly keys: OfficerKeys;
}

export class SiteKeys {
	readonly host: string;
	readonly today: string;
	/** Names of the offices that are to be shown to people, by number. */
	private readonly offices: Readonly<Record<string, string>>;
	readonly roots: { name: string; seed: Uint8Array }[] = [];
	readonly officers: TestOfficer[] = [];
	readonly promiseSeed = systemRandom(32);
	readonly promise: Vkey;
	readonly auditorSeed = systemRandom(32);
	readonly rootNote: Uint8Array;
	readonly pin: Uint8Array;
	/** The newest one's text and note. */
	rosterNote: Uint8Array;
	roster: Roster;

	constructor(host: string, today = shanghai(Date.now()),
	    offices: Readonly<Record<string, string>> = {}) {
		this.host = host;
		this.today = today;
		this.offices = offices;
		this.promise = vkey(`${host}/promise`,
		    ed25519Public(this.promiseSeed));
		for (const label of ["a", "b", "c"])
			this.roots.push({ name: `${host}/root/${label}`,
				seed: systemRandom(32) });
		for (const number of ["01", "02", "03", "05", "06", "09", "10"])
			this.enrol(number);
		const text = formatRoot(host, {
			generation: 1, prev: undefined, threshold: 2,
			notAfter: addDays(this.today, 365),
			keys: this.roots.map((r) =>
			    vkey(r.name, ed25519Public(r.seed))),
		});
		this.rootNote = signNote(host, text, this.roots.slice(0, 2));
		this.pin = rootPin(text);
		this.roster = this.firstRoster();
		this.rosterNote = this.signRoster(this.roster);
	}

	/** Make an officer's keys; a roster has to name him yet. */
	enrol(number: string): TestOfficer {
		const id = identity(systemRandom(32));
		const one = { number, identity: id, keys: officerKeys(id) };

		this.officers.push(one);
		return one;
	}

	/** An officer's row in a roster. */
	row(o: TestOfficer): Roster["officers"][number] {
		return {
			number: o.number, recipient: o.identity.recipient,
			entry: vkey(`${this.host}/officer/${o.number}`,
			    ed25519Public(o.keys.signSeed)),
			login: vkey(`${this.host}/login/${o.number}`,
			    ed25519Public(o.keys.loginSeed)),
			office: this.offices[o.number] ?? "test office",
		};
	}

	private firstRoster(): Roster {
		const { host, today } = this;

		return {
			version: 1, prev: undefined, notBefore: today,
			notAfter: addDays(today, 30), slots: 8,
			promises: [this.promise], log: undefined, witnesses: [],
			quorum: 0,
			officers: this.officers.map((o) => this.row(o)),
			classes: [
				{ name: "youth", numbers: ["05", "06"] },
				{ name: "concern", numbers: ["01", "02", "03"] },
				{ name: "leadership", numbers: ["09", "10"] },
			],
			roles: [{ role: "auditor", number: "11",
				login: vkey(`${host}/login/11`,
				    ed25519Public(this.auditorSeed)) }],
			revoked: [],
		};
	}

	signRoster(r: Roster): Uint8Array {
		return signNote(this.host, formatRoster(this.host, r),
		    this.roots.slice(0, 2));
	}

	/** Generation 2: drops the first root key, and whoever has it. */
	nextRoot(): Uint8Array {
		this.roots.push({ name: `${this.host}/root/d`,
			seed: systemRandom(32) });
		const keep = this.roots.slice(1);

		return signNote(this.host, formatRoot(this.host, {
			generation: 2, prev: this.pin, threshold: 2,
			notAfter: addDays(this.today, 370),
			keys: keep.map((r) => vkey(r.name, ed25519Public(r.seed))),
		}), keep.slice(0, 2));
	}

	/** The next version with some lines changed; becomes the newest. */
	nextRoster(change: Partial<Roster>): Uint8Array {
		const prev = sha256(utf8(parseNote(this.rosterNote).text));

		this.roster = { ...this.roster, version: this.roster.version + 1,
			prev, ...change };
		this.rosterNote = this.signRoster(this.roster);
		return this.rosterNote;
	}

	officer(number: string): TestOfficer {
		const o = this.officers.find((x) => x.number === number);

		if (o === undefined)
			throw new Error(`no officer ${number}`);
		return o;
	}

	recipients(...numbers: string[]): Uint8Array[] {
		return numbers.map((n) => this.officer(n).identity.recipient);
	}

	/** The file that an intake reads (src/sign/keyfile.h). */
	promiseFile(): string {
		const { name, id } = this.promise;

		return `PRIVATE+KEY+${name}+${hex(id)}+` +
		    base64(concat(Uint8Array.of(1), this.promiseSeed)) + "\n";
	}

	/** SQL that publishes a note, for tests without an office. */
	publishSql(kind: "root" | "roster", version: number, note: Uint8Array):
	    string {
		const hash = sha256(utf8(parseNote(note).text));

		return "INSERT INTO qf.note (kind, version, hash, date, note) " +
		    `VALUES ('${kind}', ${version}, '\\x${hex(hash)}', ` +
		    `qf.today(), '\\x${hex(note)}');`;
	}
}
