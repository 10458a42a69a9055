// SPDX-License-Identifier: ISC
// Inputs that damage alone would not make: their MACs, sums and signatures are
// right, what they hold is not.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";

import { type Stanza, formatHeader } from "../../assets/lib/age-header.ts";
import { armor } from "../../assets/lib/armor.ts";
import { base64, base64Raw } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { newCode } from "../../assets/lib/code.ts";
import { ed25519Sign } from "../../assets/lib/ed25519.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { hkdf } from "../../assets/lib/hash.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { formatIdentity, identity } from "../../assets/lib/identity.ts";
import { lock } from "../../assets/lib/keyfile.ts";
import {
	formatVkey, parseNote, vkey,
} from "../../assets/lib/note.ts";
import {
	chunkNonce, sealPayload, wrapHeader, wrapKey,
} from "../../assets/lib/seal.ts";
import { SELF_NOTE_LEN } from "../../assets/lib/self.ts";
import { HOST, type Key, fixed, key, person, reporter } from
    "../vectors/fixed.ts";
import { formatCases } from "../stats/cases.ts";
import { randomCases, randomWords } from "../stats/random.ts";
import { type Input, splitNotes } from "./kinds.ts";
import { Rng, latin, mutate, unlatin } from "./mutate.ts";
import { seeds } from "./seeds.ts";
import { threadMaker } from "./thread-maker.ts";

type Maker = (rng: Rng) => Input;

function seed(rng: Rng, kind: string): Input {
	return rng.pick(seeds.get(kind) ?? []);
}

// ---- age -----------------------------------------------------------------

const me = identity(fixed("me"));
const you = identity(fixed("you"));
const FILE_KEY = fixed("file key").subarray(0, 16);
const LOW_ORDER = [
	"00".repeat(32), "01" + "00".repeat(31),
	"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((h) => fromHex(h));

function random(rng: Rng): (n: number) => Uint8Array {
	return (n) => rng.bytes(n);
}

function wrap(rng: Rng, who: Uint8Array, fileKey: Uint8Array): Stanza {
	const secret = rng.bytes(32);
	const share = x25519.getPublicKey(secret);
	const k = wrapKey(x25519.getSharedSecret(secret, who), share, who);

	return {
		args: ["X25519", base64Raw(share)],
		body: chacha20poly1305(k, new Uint8Array(12)).encrypt(fileKey),
	};
}

/** Curves take their time: some good stanzas serve all inputs. */
const POOL: readonly Stanza[] = (() => {
	const rng = new Rng(9);
	const other = identity(fixed("nobody"));

	return [me, you, other, me, you, other].map((who, i) =>
	    wrap(rng, who.recipient, i < 4 ? FILE_KEY : rng.bytes(16)));
})();

/** A stanza of any kind, good or bad. */
function stanza(rng: Rng): Stanza {
	const good = rng.pick(POOL);

	switch (rng.below(16)) {
	case 0:
		return { args: ["grease", "~".repeat(rng.below(3) + 1)],
			body: rng.bytes(rng.pick([0, 1, 47, 48, 49, 96, 1024, 1025])) };
	case 1:
		return { args: Array.from({ length: 1 + rng.below(9) }, () => "x"),
			body: rng.bytes(3) };
	case 2:
		return { ...good, args: [...good.args, "extra"] };
	case 3:
		return { ...good, args: ["X25519"] };
	case 4:
		return { ...good, args: ["x25519", good.args[1] ?? ""] };
	case 5:
		return { ...good, body: rng.bytes(rng.pick([0, 31, 33, 48])) };
	case 6:
		return { ...good, args: ["X25519", base64Raw(
		    rng.pick(LOW_ORDER))] };
	case 7:
		return { ...good, args: ["X25519", base64Raw(
		    rng.bytes(rng.pick([31, 33])))] };
	case 8:
		return { ...good, args: ["X25519",
			(good.args[1] ?? "") + rng.pick(["=", "A", "~"])] };
	case 9:
		return { args: ["scrypt", base64Raw(rng.bytes(16)), "4"],
			body: rng.bytes(32) };
	case 10: // a file key that is too long
		return wrap(rng, me.recipient, rng.bytes(32));
	default:
		return good;
	}
}

/** Chunks as age wants them, or not quite. */
function payload(rng: Rng, plain: Uint8Array, fileKey: Uint8Array):
    Uint8Array {
	if (rng.one(2))
		return sealPayload(fileKey, plain, random(rng));
	const nonce = rng.bytes(16);
	const k = hkdf(fileKey, nonce, "payload", 32);
	const size = rng.pick([65536, 65536, 65535, 1000]);
	const parts = [nonce];
	const chunks = Math.max(1, Math.ceil(plain.length / size)) +
	    (rng.one(4) ? 1 : 0);

	for (let i = 0; i < chunks; i++) {
		const last = i === chunks - 1 ? !rng.one(6) : rng.one(12);

		parts.push(chacha20poly1305(k, chunkNonce(rng.one(20) ? i + 1 : i,
		    last)).encrypt(plain.subarray(i * size, (i + 1) * size)));
	}
	if (rng.one(8))
		parts.push(rng.bytes(rng.pick([1, 16, 17, 65552])));
	return concat(...parts);
}

function plain(rng: Rng): Uint8Array {
	return new Uint8Array(rng.pick([0, 1, 100, 65535, 65536, 65537]))
	    .fill(rng.below(256));
}

function header(rng: Rng): Uint8Array {
	const n = rng.one(20) ? rng.pick([31, 32, 33]) : 1 + rng.below(9);
	const list = Array.from({ length: n }, () =>
	    n > 9 ? { args: ["x"], body: rng.bytes(1) } : stanza(rng));

	return formatHeader(FILE_KEY, list);
}

const file: Maker = (rng) => {
	const ids = rng.one(2) ? [me] : [you, me];

	return {
		context: ids.map((i) => formatIdentity(i.secret)).join(" "),
		data: concat(header(rng),
		    rng.one(4) ? payload(rng, plain(rng), FILE_KEY) :
		    sealPayload(FILE_KEY, utf8("x"), random(rng))),
	};
};

const split: Maker = (rng) => {
	const slots = 1 + rng.below(9);
	const h = rng.one(2) ? header(rng) : wrapHeader(FILE_KEY,
	    [me.recipient], slots, random(rng));
	const len = rng.pick([4128, 16416, 65568, 4127, 4129, 0, 16, 262224]);

	return {
		context: String(rng.one(4) ? 8 : slots),
		data: concat(h, new Uint8Array(len)),
	};
};

/** White space around, lines that are too long, CR LF. */
const armored: Maker = (rng) => {
	const text = armor(rng.bytes(rng.pick([0, 1, 47, 48, 49, 96, 200])));
	const margin = (): string => rng.pick([" ", "\t", "\r\n", "\n", "\v",
		"\u00a0"]).repeat(rng.pick([0, 0, 1, 497, 498, 499, 511, 512, 513,
		1023, 1024, 1025]));

	return { context: "", data: unlatin(margin() +
	    (rng.one(3) ? text.replace(/\n/g, "\r\n") : text) + margin()) };
};

/** ustar blocks with right sums. */
function archive(rng: Rng): Uint8Array {
	const out: number[] = [];
	const names = ["entry.note", "a01.jpg", "a02.png", "a03.docx"];
	const put = (block: Uint8Array, at: number, text: string): void =>
	    block.set(unlatin(text), at);

	for (const name of names.slice(0, 1 + rng.below(names.length))) {
		const size = rng.pick([0, 1, 511, 512, 513, 1000]);
		const block = new Uint8Array(512);
		const said = rng.one(30) ? rng.pick([60000, 60001, 2 ** 26,
			8 ** 11 - 1, size + 1]) : size;

		put(block, 0, rng.one(20) ? rng.pick(["../x", "entry.note", "a01.exe",
			"a02.jpg", "A01.jpg", "a1.jpg", ""]) : name);
		put(block, 100, "0000600\0" + "0000000\0".repeat(2));
		put(block, 124, said.toString(8).padStart(11, "0") + "\0");
		put(block, 136, "00000000000\0        0");
		put(block, 257, "ustar\0" + "00");
		put(block, 329, "0000000\0".repeat(2));
		if (rng.one(15))
			put(block, rng.pick([100, 108, 124, 136, 156, 157, 257, 265,
				297, 329, 345, 500]), rng.pick(["1", "2", "L", " ", "\x80"]));
		const sum = block.reduce((a, b) => a + b, 0);
		put(block, 148, sum.toString(8).padStart(6, "0") + "\0 ");
		out.push(...block, ...new Uint8Array(size).fill(97),
		    ...new Uint8Array((512 - size % 512) % 512)
		    .fill(rng.one(30) ? 1 : 0));
	}
	const len = [4096, 16384, 65536].find((b) => b >= out.length + 1024) ??
	    65536;
	const whole = new Uint8Array(rng.one(20) ? rng.pick([16384, len - 1,
		len + 512, out.length + 512, out.length]) : len);

	whole.set(out.slice(0, whole.length));
	if (rng.one(20))
		whole[whole.length - 1] = 1;
	return whole;
}

const members: Maker = (rng) => ({
	context: hex(FILE_KEY),
	data: payload(rng, archive(rng), FILE_KEY),
});

const first: Maker = (rng) => {
	const { data } = members(rng);
	const len = rng.one(4) ? rng.pick([0, 16, 31, 32, 65568, 65569, 65570,
		131136]) : data.length;

	return { context: `${hex(FILE_KEY)} ${len}`, data };
};

// ---- keys and codes --------------------------------------------------------

const idfile: Maker = (rng) => {
	const good = formatIdentity(fixed("me"));
	const lines = Array.from({ length: rng.below(4) }, () => rng.pick([
		good, good, good.toLowerCase(), "", "# \xc0\xd4", "#", ` ${good}`,
		`${good} `, "\t", good.replace("1", "l"), `AGE-SECRET-KEY-PQ-1Q`,
		good.replace("K", "\xe2\x84\xaa"),
	]));

	return { context: "", data: unlatin(lines.join(rng.pick(["\n", "\r\n",
		"\n\n", "\r"])) + rng.pick(["", "\n", "\r", "\r\n", "\n\n"])) };
};

const receiptCode: Maker = (rng) => {
	const code = newCode(random(rng));
	const glue = rng.pick(["", " ", "-", "\u3000", "\uff0d", "\u00a0", "\u2028",
		"\ufeff", "\u180e", "\u200b", "_", "\u0085", "\x0b", "\u2212", ".",
		"\u2011", "\u1680", "\u2016"]);
	const wide = rng.one(3) ? (d: string): string =>
	    String.fromCharCode(0xff10 + Number(d)) : (d: string): string => d;

	return { context: "", data: utf8(Array.from(code, (d, i) =>
	    wide(d) + (i % 4 === 3 ? glue : "")).join("")) };
};

const SECRET = "correct horse 电池 staple";

const locked: Maker = (rng) => {
	const text = latin(idfile(rng).data);
	const data = lock("x", SECRET, 1 + rng.below(3), random(rng));
	const fileKey = rng.bytes(16);
	let made: Uint8Array;

	if (rng.one(2)) {
		made = mutate(rng, data, seed(rng, "locked").data, true);
	} else if (rng.one(2)) {
		made = concat(formatHeader(fileKey, [{
			args: rng.pick([
				["scrypt", base64Raw(rng.bytes(16)), rng.pick(["1", "0",
					"01", "20", "21", "22", "1 ", "-1", "9999", ""])],
				["scrypt", base64Raw(rng.bytes(15)), "2"],
				["scrypt", base64Raw(rng.bytes(16))],
				["scrypt"],
			]),
			body: rng.bytes(rng.pick([32, 32, 31, 33])),
		}, ...rng.one(5) ? [stanza(rng)] : []]),
		    payload(rng, unlatin(text), fileKey));
	} else {
		try {
			made = lock(text, SECRET, 2, random(rng));
		} catch (e) {
			if (codeOf(e) === undefined)
				throw e;
			made = data;
		}
	}
	// Work factors that take their time are not worth it in thousands.
	if (/scrypt [^\n]* (1[0-9]|20)\n/.test(latin(made)))
		made = data;
	return {
		context: rng.one(8) ? "wrong" : SECRET,
		data: rng.one(3) ? utf8(armor(made)) : made,
	};
};

/** Every letter that some rule of white space or case knows. */
const fits: Maker = (rng) => {
	const c = rng.one(2) ? rng.below(0x3100) : rng.pick([0x2028, 0x202f,
		0x205f, 0x3000, 0xfeff, 0x180e, 0x1680, 0x85, 0xa0, 0xd7ff, 0xe000,
		0xfffd, 0xffff, 0x10ffff, 0x2b, 0x20]);
	const text = c >= 0xd800 && c < 0xe000 ? "" : String.fromCodePoint(c);

	return {
		context: `${HOST}/${rng.pick(["root/v1", "entry/v1", "log1", "x"])}`,
		data: utf8(`${HOST}/${rng.pick(["root/", "officer/01", "reporter",
			"log1", "root/" + "a".repeat(rng.pick([60, 63, 64, 65, 250])),
		])}${text}`),
	};
};

const clean: Maker = (rng) => {
	const c = rng.pick([rng.below(0x110000), rng.below(0x300),
		rng.below(0x10000)]);
	const bytes = c >= 0xd800 && c < 0xe000 ?
	    Uint8Array.of(0xed, 0x80 | ((c >> 6) & 63), 0x80 | (c & 63)) :
	    utf8(String.fromCodePoint(c));

	return { context: "", data: concat(utf8("a"),
	    rng.one(4) ? rng.bytes(1 + rng.below(4)) : bytes, utf8("b\n")) };
};

// ---- signed texts ----------------------------------------------------------

const KEYS: readonly Key[] = [
	...["root/a", "root/b", "root/c", "root/d", "promise", "log1", "release"]
	    .map((t) => key(t)),
	...["01", "02", "03", "05", "06", "09"].flatMap((n) => {
		const p = person(n);

		return [p.sign, p.login];
	}),
	{ name: reporter().vkey.name, seed: reporter().seed,
		vkey: reporter().vkey },
];

/** Sign bytes, whatever they are, as their seed was signed. */
function sign(text: string, by: readonly Key[]): Uint8Array {
	return unlatin(`${text}\n` + by.map((k) => latin(utf8(
	    `\u2014 ${k.name} ${base64(concat(k.vkey.id, ed25519Sign(k.seed,
	    unlatin(text))))}\n`))).join(""));
}

/** A note of a seed, its text damaged, and signed again by the same keys. */
function resign(rng: Rng, note: Uint8Array, other: Uint8Array): Uint8Array {
	let by: Key[] = [];
	let text = note;

	try {
		const n = parseNote(note);

		text = utf8(n.text);
		by = n.signatures.flatMap((s) =>
		    KEYS.find((k) => k.name === s.name) ?? []);
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
	}
	if (rng.one(10))
		by.push(rng.pick(KEYS));
	if (rng.one(10))
		by.splice(rng.below(by.length + 1), 1);
	return sign(latin(rng.one(8) ? text : mutate(rng, text, other, true)),
	    by);
}

function resigned(kind: string): Maker {
	return (rng) => {
		const { context, data } = seed(rng, kind);

		return { context, data: resign(rng, data, seed(rng, kind).data) };
	};
}

/** One note of a chain damaged and signed again, or two changed places. */
const chain: Maker = (rng) => {
	const { context, data } = seed(rng, "chain");
	const notes = splitNotes(data);
	const at = rng.below(notes.length);
	const [count = "", pin = "", today = ""] = context.split(" ");
	const dates = ["-", today, "2026-11-01", "2026-11-24", "2026-12-01",
		"2026-12-02", "2027-11-30", "2028-11-30"];

	if (notes.length > 0 && !rng.one(3))
		notes[at] = resign(rng, notes[at] ?? data,
		    rng.pick(notes));
	if (notes.length > 0 && rng.one(4))
		notes.splice(rng.below(notes.length), rng.below(2),
		    rng.pick(notes));
	return {
		context: [count, rng.one(4) ? "-" : pin, rng.pick(dates)].join(" "),
		data: concat(...notes.flatMap((n) => [n, new Uint8Array(1)])),
	};
};

const selffile: Maker = (rng) => {
	const { context } = seed(rng, "selffile");
	const text = seed(rng, "self").data;
	const me = KEYS.filter((k) => k.name === reporter().vkey.name);
	const note = sign(latin(rng.one(2) ? text : mutate(rng, text,
	    seed(rng, "self").data, true)), rng.one(8) ? [rng.pick(KEYS)] : me);
	const plain = new Uint8Array(SELF_NOTE_LEN);

	plain.set(note.subarray(0, SELF_NOTE_LEN));
	if (rng.one(10))
		plain[rng.pick([SELF_NOTE_LEN - 1, note.length + 1, note.length,
			0])] = 1;
	const fileKey = rng.bytes(16);
	const to = rng.one(8) ? you.recipient : reporter().identity.recipient;
	return { context, data: concat(
	    wrapHeader(fileKey, [to], rng.one(12) ? 2 : 1, random(rng)),
	    sealPayload(fileKey, plain, random(rng))).subarray(0,
	    rng.one(20) ? 1023 : 1024) };
};

/** Names, ids and types that fit each other. */
const verifier: Maker = (rng) => {
	const k = rng.pick(KEYS).vkey;
	const type = rng.pick([1, 1, 4, 0, 2, 255]);
	const name = rng.one(2) ? k.name : k.name + rng.pick(["\u3000", "\u0085",
		"\u200b", "\ufeff", "\u00a0", "+", "x".repeat(240), "é", "\u2003"]);
	const bytes = rng.one(3) ? rng.bytes(32) : k.key;

	return { context: rng.pick(["ed25519", "witness"]),
		data: utf8(formatVkey(vkey(name, bytes, type))) };
};

export const makers: Readonly<Record<string, Maker>> = {
	header: (rng) => ({ context: "", data: header(rng) }),
	file,
	split,
	armor: armored,
	tar: (rng) => ({ context: "", data: archive(rng) }),
	payload: members,
	first,
	idfile,
	islocked: (rng) => rng.pick([armored, idfile, locked])(rng),
	receipt: receiptCode,
	locked,
	fits,
	text: clean,
	vkey: verifier,
	signed: resigned("signed"),
	entry: resigned("entry"),
	promise: resigned("promise"),
	chain,
	selffile,
	thread: threadMaker,
	stats: (rng) => ({ context: randomWords(rng),
		data: utf8(formatCases(randomCases(rng))) }),
};
