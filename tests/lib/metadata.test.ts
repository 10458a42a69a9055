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
		const begun = Date.now();

		for (let i = 0; i < 20000; i++) {
			const bytes = Buffer.from(seeds[i % 3] ?? JPEG);

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
