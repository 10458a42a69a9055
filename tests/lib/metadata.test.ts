// SPDX-License-Identifier: ISC
// The scanner of what pictures say beside what they show: on files that
// exiftool wrote as cameras do, and on bytes that nobody's camera wrote.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { crc32, deflateSync } from "node:zlib";

import { type Found, scan } from "../../assets/reporter/metadata.ts";

const dir = mkdtempSync(join(tmpdir(), "qf-metadata-"));

after(() => {
	rmSync(dir, { recursive: true });
});

/** The smallest JPEG that there is: one grey pixel. */
const JPEG = Buffer.from("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQg" +
    "KDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wA" +
    "ALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAA" +
    "AD/2gAIAQEAAD8AVN//2Q==", "base64");

function chunk(name: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(name), data]);
	const out = Buffer.alloc(8 + data.length + 4);

	out.writeUInt32BE(data.length);
	body.copy(out, 4);
	out.writeUInt32BE(crc32(body), 8 + data.length);
	return out;
}

const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
	chunk("IHDR", Buffer.from("00000001000000010800000000", "hex")),
	chunk("IDAT", deflateSync(Buffer.from([0, 128]))),
	chunk("IEND", Buffer.alloc(0))]);

/** One lossless pixel, in the extended form that takes metadata. */
const WEBP = Buffer.from("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
    "base64");

const plain = { jpg: JPEG, png: PNG, webp: WEBP } as const;
type Ext = keyof typeof plain;

/** The file with these tags, as exiftool writes them. */
function tagged(ext: Ext, ...tags: string[]): Buffer {
	const path = join(dir, `picture.${ext}`);

	writeFileSync(path, plain[ext]);
	execFileSync("exiftool", ["-q", "-overwrite_original", ...tags, path]);
	return readFileSync(path);
}

function found(bytes: Buffer): Found[] {
	return Array.from(scan(bytes).found).sort();
}

describe("what exiftool writes is found", () => {
	const GPS = ["-EXIF:GPSLatitude=31.3", "-EXIF:GPSLatitudeRef=N",
		"-EXIF:GPSLongitude=120.6", "-EXIF:GPSLongitudeRef=E"];

	for (const ext of ["jpg", "png", "webp"] as const) {
		it(`${ext}: nothing in a plain one`, () => {
			assert.deepEqual(found(plain[ext]), []);
		});
		it(`${ext}: Exif place, model, time`, () => {
			assert.deepEqual(found(tagged(ext, ...GPS)), ["place"]);
			assert.deepEqual(found(tagged(ext, "-EXIF:Make=Huawei",
			    "-EXIF:Model=P60")), ["camera"]);
			assert.deepEqual(found(tagged(ext,
			    "-EXIF:DateTimeOriginal=2026:11:01 10:11:12")), ["time"]);
			assert.deepEqual(found(tagged(ext,
			    "-EXIF:SerialNumber=77", "-EXIF:GPSTimeStamp=10:11:12",
			    "-EXIF:Artist=Somebody", ...GPS)),
			["camera", "other", "place", "time"]);
		});
		it(`${ext}: Exif in the other byte order`, () => {
			for (const order of ["II", "MM"])
				assert.deepEqual(found(tagged(ext,
				    `-ExifByteOrder=${order}`, "-EXIF:Model=P60",
				    ...GPS)), ["camera", "place"]);
		});
		it(`${ext}: XMP`, () => {
			assert.deepEqual(found(tagged(ext, "-XMP:GPSLatitude=31.3",
			    "-XMP:Model=P60", "-XMP:CreateDate=2026:11:01 10:00:00")),
			["camera", "place", "time"]);
			assert.deepEqual(found(tagged(ext, "-XMP:Title=x")),
			    ["other"]);
		});
		it(`${ext}: the orientation`, () => {
			assert.equal(scan(tagged(ext, "-Orientation#=6"))
			    .orientation, 6);
			assert.equal(scan(plain[ext]).orientation, 1);
		});
	}

	it("jpg: a thumbnail, IPTC, a comment, Photoshop's block", () => {
		const small = join(dir, "small.jpg");

		writeFileSync(small, JPEG);
		assert.deepEqual(found(tagged("jpg",
		    `-ThumbnailImage<=${small}`)), ["small"]);
		assert.deepEqual(found(tagged("jpg", "-IPTC:City=Suzhou")),
		    ["place"]);
		assert.deepEqual(found(tagged("jpg",
		    "-IPTC:DateCreated=2026:11:01")), ["time"]);
		assert.deepEqual(found(tagged("jpg", "-Comment=words")),
		    ["other"]);
		assert.deepEqual(found(tagged("jpg",
		    "-Photoshop:CopyrightFlag=True")), ["other"]);
	});

	it("png: text chunks, plain, packed and international", () => {
		for (const [tag, want] of [["-PNG:CreationTime=2026", "time"],
			["-PNG:Software=x", "camera"], ["-PNG:Comment=x", "other"],
			["-PNG:Comment=简体", "other"],
			["-PNG:ModifyDate=2026:11:01 10:00:00", "time"]] as const)
			assert.deepEqual(found(tagged("png", tag)), [want]);
		const packed = chunk("iTXt", Buffer.concat([
			Buffer.from("XML:com.adobe.xmp\0\x01\0\0\0", "latin1"),
			deflateSync(Buffer.from("<exif:GPSLatitude>"))]));
		assert.deepEqual(found(Buffer.concat([PNG.subarray(0, 33), packed,
			PNG.subarray(33)])), ["other"],
		"packed text is not unpacked; that it is there is told");
	});

	it("the size is read before anything is decoded", () => {
		assert.equal(scan(JPEG).pixels, 1);
		const huge = Buffer.from(PNG);

		huge.writeUInt32BE(60000, 16);
		huge.writeUInt32BE(60000, 20);
		assert.equal(scan(huge).pixels, 3.6e9);
	});
});

describe("more pixels than a phone holds are seen in", () => {
	const hex = (text: string) => Buffer.from(text.replace(/ /g, ""), "hex");
	const webp = (...parts: (string | Buffer)[]) => {
		const body = Buffer.concat([Buffer.from("WEBP"), ...parts.map(
		    (one) => typeof one === "string" ? hex(one) : one)]);
		const head = Buffer.from("RIFF\0\0\0\0", "latin1");
		head.writeUInt32LE(body.length, 4);
		return Buffer.concat([head, body]);
	};
	const VP8X = "56503858 0a000000 00000000";
	const GIF = "474946383961";

	it("WebP: plain, lossless, extended, as exiftool reads them", () => {
		const lossy = webp("56503820 0a000000 300000 9d012a ff3f ff3f");
		const lossless = webp("5650384c 06000000 2f ffffff0f 00");
		const extended = webp(VP8X + "1f4e00 1f4e00");

		for (const [name, bytes, side] of [["lossy", lossy, 16383],
			["lossless", lossless, 16384], ["extended", extended,
			    20000]] as const) {
			const path = join(dir, `${name}.webp`);

			writeFileSync(path, bytes);
			assert.equal(execFileSync("exiftool", ["-s3", "-ImageSize",
				path], { encoding: "utf8" }).trim(), `${side}x${side}`);
			assert.equal(scan(bytes).pixels, side * side);
		}
		assert.equal(scan(WEBP).pixels, 1);
	});

	it("WebP that says two sizes: the greater", () => {
		const small = VP8X + "000000 000000";

		assert.equal(scan(webp(small,
		    "5650384c 06000000 2f ffffff0f 00")).pixels, 16384 ** 2);
	});

	it("GIF: the screen, or a frame beyond it behind an extension", () => {
		assert.equal(scan(hex(GIF + "ffffffff 000000")).pixels, 65535 ** 2);
		assert.equal(scan(hex(GIF + "01000100 800000 000000ffffff" +
		    "21f904 00000000 00" + "2c 0000 0000 ffff ffff 00")).pixels,
		65535 ** 2);
		// A second frame, behind the first one's table and bytes.
		assert.equal(scan(hex(GIF + "01000100 000000" +
		    "2c 0000 0000 0100 0100 80 000000ffffff 02 024401 00" +
		    "2c ffff 0000 0100 0200 00")).pixels, 65536 * 2);
	});

	it("BMP: old heads, new ones, and rows from the top", () => {
		const head = "424d" + "00".repeat(12);

		assert.equal(scan(hex(head + "0c000000 ffff ffff")).pixels,
		    65535 ** 2);
		assert.equal(scan(hex(head + "28000000 60ea0000 60ea0000")).pixels,
		    3.6e9);
		assert.equal(scan(hex(head + "28000000 60ea0000 a015ffff")).pixels,
		    3.6e9);
	});

	it("HEIF: the whole of a grid, not one of its tiles", () => {
		const ispe = (side: string) => "00000014 69737065 00000000" +
		    side + side;

		assert.equal(scan(hex("00000018 66747970 68656963" +
		    ispe("00000200") + ispe("0000ea60"))).pixels, 3.6e9);
	});

	it("and a JPEG of two frames", () => {
		const sof = (side: string) => "ffc0 000b 08" + side + side +
		    "01 011100";

		assert.equal(scan(hex("ffd8" + sof("ffff") + sof("0001"))).pixels,
		    65535 ** 2);
	});

	it("a size that is cut off is none, so that it is not decoded", () => {
		for (const bytes of [hex(GIF), hex("424d"), webp(),
			hex("00000018 66747970 68656963 69737065 0000")])
			assert.equal(scan(bytes).pixels, 0);
		const long = Buffer.alloc(10 * 1024 * 1024, 0x69);

		long.write("....ftyp", "latin1");
		const begun = Date.now();
		assert.equal(scan(long).pixels, 0);
		assert.ok(Date.now() - begun < 20000);
	});
});

describe("kinds are told by their first bytes", () => {
	it("and nothing else is a picture", () => {
		for (const [head, kind] of [["GIF89a", "gif"], ["BM", "bmp"],
			["....ftypheic", "heif"], ["%PDF-1.7", null],
			["<svg xmlns=", null], ["PK\x03\x04", null], ["", null]] as const)
			assert.equal(scan(Buffer.from(head, "latin1")).kind, kind);
	});
});

describe("hostile bytes", () => {
	/** Repeatable, so that a failure can be looked at. */
	function numbers(seed: number): (below: number) => number {
		let state = seed;

		return (below) => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return Math.floor(state / 0x100000000 * below);
		};
	}

	it("end soon, and never in an error", () => {
		const draw = numbers(7);
		const seeds = (["jpg", "png", "webp"] as const).map((ext) =>
		    tagged(ext, "-EXIF:Model=P60", "-EXIF:GPSLatitude=31.3",
			"-XMP:Title=x"));

		seeds.push(Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALA" +
		    "AAAAABAAEAAAIBRAA7", "base64"));
		const begun = Date.now();

		for (let i = 0; i < 20000; i++) {
			const bytes = Buffer.from(seeds[i % 4] ?? JPEG);

			for (let k = draw(8); k >= 0; k--)
				bytes[draw(bytes.length)] = draw(2) === 0 ? 255 :
				    draw(256);
			scan(bytes.subarray(0, draw(4) === 0 ? draw(bytes.length) :
			    bytes.length));
		}
		assert.ok(Date.now() - begun < 60000);
	});

	it("a ring of directories ends", () => {
		const bytes = tagged("jpg", "-EXIF:Model=P60");
		const tiff = bytes.indexOf("MM\0*") >= 0 ? bytes.indexOf("MM\0*") :
		    bytes.indexOf("II*\0");
		const little = bytes[tiff] === 0x49;
		const n = little ? bytes.readUInt16LE(tiff + 8) :
		    bytes.readUInt16BE(tiff + 8);
		const next = tiff + 10 + 12 * n;

		if (little)
			bytes.writeUInt32LE(8, next);
		else
			bytes.writeUInt32BE(8, next);
		assert.deepEqual(found(bytes), ["camera"]);
	});
});
